import { Alert, Button, Group, Text } from '@mantine/core';
import type { FormState } from './form-state.ts';
import classes from './forms.module.css';
import type { FieldChange } from './three-way-merge.ts';

/** The notices above a form: a restored draft, changes by others, and conflicts with them. */
export function FormNotices<Entity>({ form: { fields, draft, describe } }: { form: FormState<Entity> }) {
  const labelOf = (field: string) => fields[field]?.label ?? field;
  function choose(field: string, side: 'theirs' | 'mine'): void {
    draft.resolveConflict(field, side);
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
      <ChangesNotice
        changes={draft.adopted.map(({ field, opened, now }) => ({
          field: labelOf(field),
          opened: describe(field, opened),
          now: describe(field, now),
        }))}
      >
        {draft.adopted.length > 0 ? 'The form shows the current values.' : undefined}
      </ChangesNotice>
      {draft.conflicts.length > 0 && (
        <Alert color="var(--desk-warn)" variant="outline" title="You and a colleague both changed this">
          {draft.conflicts.map(({ field, opened, now, mine }) => (
            <section key={field} aria-label={labelOf(field)} className={classes.conflict}>
              <h3 className={classes.term}>{labelOf(field)}</h3>
              <dl className={classes.sides}>
                <Side term="When you opened it" text={describe(field, opened)} />
                <Side term="Now" text={describe(field, now)} />
                <Side term="Yours" text={describe(field, mine)} />
              </dl>
              <Group gap="xs">
                <Button variant="default" size="xs" onClick={() => choose(field, 'theirs')}>
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

/** Lists changes by others since the form was opened, and explains their effect. */
export function ChangesNotice({
  changes,
  children,
}: {
  changes: FieldChange[];
  children?: string | undefined;
}) {
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
