import type { CommentItem, Id } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { live } from '../live/pace.ts';
import { NoteComposer } from '../notes/note-composer.tsx';
import type { NoteKinds } from '../notes/note-kind.ts';
import { Notes } from '../notes/timeline-list.tsx';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { configItems } from './kind.ts';

const kinds: NoteKinds<CommentItem[]> = [
  {
    path: 'configItems.comments',
    one: 'comment',
    label: 'Comment',
    hint: 'For colleagues.',
    look: 'open',
    list: (comments) => comments.map(({ comment }) => comment),
  },
];

/** The comments of an item, which have a list of their own. */
export function Comments({ id }: { id: Id }) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const list = queries.configItems.comments.list.queryOptions(id);
  const comments = useQuery({ ...list, ...live });
  async function reread(): Promise<CommentItem[]> {
    await queryClient.cancelQueries({ queryKey: list.queryKey });
    return queryClient.fetchQuery({ ...list, staleTime: 0 });
  }
  return (
    <Loaded query={comments} what="the comments">
      {(thing) => {
        const noted = { noun: configItems.noun, ids: [id], thing, kinds, reread, refresh: reread };
        return (
          <>
            <Notes {...noted} />
            <NoteComposer {...noted} />
          </>
        );
      }}
    </Loaded>
  );
}
