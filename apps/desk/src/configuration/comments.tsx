import type { CommentItem, Id } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { polling } from '../live/rate-limit.ts';
import { NoteComposer } from '../notes/note-composer.tsx';
import type { NoteKinds } from '../notes/note-kind.ts';
import { Notes } from '../notes/timeline-list.tsx';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';

const kinds: NoteKinds<CommentItem[]> = [
  {
    path: 'configItems.comments',
    singular: 'comment',
    label: 'Comment',
    hint: 'For colleagues.',
    tone: 'open',
    list: (comments) => comments.map(({ comment }) => comment),
  },
];

/** The comments of an item, which are fetched from their own list. */
export function Comments({ id }: { id: Id }) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const list = queries.configItems.comments.list.queryOptions(id);
  const comments = useQuery({ ...list, ...polling });
  async function fetchLatest(): Promise<CommentItem[]> {
    await queryClient.cancelQueries({ queryKey: list.queryKey });
    return queryClient.fetchQuery({ ...list, staleTime: 0 });
  }
  return (
    <Loaded query={comments} label="the comments">
      {(entity) => {
        const noted = { ids: [id], entity, kinds, fetchLatest, refresh: fetchLatest };
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
