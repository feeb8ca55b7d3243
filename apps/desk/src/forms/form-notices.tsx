import { Alert, Button, Group, Text } from '@mantine/core';
import classes from './forms.module.css';
import type { Change, FieldOf, Fields, FieldValue } from './three-way.ts';
import type { DraftForm } from './use-draft-form.ts';

/** How a form names its fields and their values to a person. */
export interface Words<Values> {
  labels: Record<FieldOf<Values>, string>;
  /** The words for a value, such as a priority's for its id. The value itself unless given. */
  texts?: Partial<Record<FieldOf<Values>, (value: string) => string>>;
}

/** What a form has to say before its fields: that it is a draft, and what others have changed meanwhile. */
export function FormNotices<Values extends Fields<Values>>({
  draft,
  words,
}: {
  draft: DraftForm<Values>;
  words: Words<Values>;
}) {
  const textOf = (field: FieldOf<Values>, value: FieldValue) => {
    if (value === null || value === '') return 'nothing';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    return words.texts?.[field]?.(value) ?? value;
  };
  function choose(field: FieldOf<Values>, whose: 'now' | 'mine'): void {
    draft.choose(field, whose);
    draft.form.getInputNode(field)?.focus();
  }
  return (
    <>
      {draft.restored && (
        <div className={classes.restored}>
          <Text size="sm" role="status">
            {draft.mayBeSaved
              ? 'Draft restored. It was sent before, and may have been saved.'
              : 'Draft restored'}
          </Text>
          <Button variant="default" size="xs" onClick={draft.discard}>
            Discard draft
          </Button>
        </div>
      )}
      <Meanwhile
        changes={draft.followed.map(({ field, opened, now }) => ({
          field: words.labels[field],
          opened: textOf(field, opened),
          now: textOf(field, now),
        }))}
      >
        {draft.followed.length > 0 ? 'The form shows what is there now.' : undefined}
      </Meanwhile>
      {draft.conflicts.length > 0 && (
        <Alert color="var(--desk-warn)" variant="outline" title="You and somebody else both changed this">
          {draft.conflicts.map(({ field, opened, now, mine }) => (
            <section key={field} aria-label={words.labels[field]} className={classes.conflict}>
              <h3 className={classes.term}>{words.labels[field]}</h3>
              <dl className={classes.sides}>
                <Side term="When you opened it" text={textOf(field, opened)} />
                <Side term="Now" text={textOf(field, now)} />
                <Side term="Yours" text={textOf(field, mine)} />
              </dl>
              <Group gap="xs">
                <Button variant="default" size="xs" onClick={() => choose(field, 'now')}>
                  Use theirs
                </Button>
                <Button variant="default" size="xs" onClick={() => choose(field, 'mine')}>
                  Keep mine
                </Button>
              </Group>
            </section>
          ))}
        </Alert>
      )}
    </>
  );
}

/** What somebody else has changed since the form was opened, and what follows from it. */
export function Meanwhile({ changes, children }: { changes: Change[]; children?: string | undefined }) {
  if (changes.length === 0 && !children) return null;
  return (
    <Alert color="var(--desk-warn)" variant="outline" title="Changed since you opened this">
      {changes.map(({ field, opened, now }) => (
        <Text key={field} size="sm">
          {`${field}: from ${opened} to ${now}.`}
        </Text>
      ))}
      {children && <Text size="sm">{children}</Text>}
    </Alert>
  );
}

function Side({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}
