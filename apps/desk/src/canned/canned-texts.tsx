import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { inputError } from '../errors.ts';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { type Fields, field } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { RowActions } from '../forms/row-actions.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useMe } from '../people/queries.ts';
import { useUserStorage } from '../shell/user-storage.ts';
import classes from './canned.module.css';
import { type CannedText, fillPlaceholders, insertText, type Placeholders } from './placeholders.ts';

const fields: Fields<CannedText> = {
  name: field('text', 'Name', ({ name }) => name, { required: true, wide: true }),
  text: field('area', 'Text', ({ text }) => text, {
    required: true,
    hint: '{customer}, {number}, {title} and {me} are filled in when it is inserted.',
  }),
};

/**
 * A button that inserts one of the user's saved texts into the text area of the surrounding form.
 *
 * @param values for the placeholders, except for `{me}`
 */
export function CannedTexts({ values }: { values: Placeholders }) {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const adding = useOpenForm('canned-new');
  const { data: me } = useMe();
  const { items } = useUserStorage<CannedText>('canned');
  const blanks = { ...(me && { me: me.full_name }), ...values };
  function insert(text: string): void {
    setOpened(false);
    insertText(button.current?.closest('form')?.querySelector('textarea'), text);
  }
  return (
    // Submitting a form in the dialog must not submit the surrounding form.
    <div onSubmit={(event) => event.stopPropagation()}>
      <Button ref={button} variant="default" size="xs" disabled={!me} onClick={() => setOpened(true)}>
        Insert text
      </Button>
      <FormDialog
        opened={opened}
        // After an insertion, the text area has the focus.
        returnFocus={false}
        close={() => {
          setOpened(false);
          button.current?.focus();
        }}
        title="Insert a text"
      >
        {items.length === 0 && (
          <p className={classes.none}>Save texts that you write often, and insert them here.</p>
        )}
        <ul className={classes.list}>
          {items.map((item, at) => (
            <KeptText
              key={item.id}
              item={item}
              first={at === 0}
              text={fillPlaceholders(item.text, blanks)}
              insert={insert}
              removed={() => adding.button.current?.focus()}
            />
          ))}
        </ul>
        <Button
          ref={adding.button}
          variant="default"
          size="xs"
          data-autofocus={items.length === 0 || undefined}
          onClick={adding.open}
        >
          {`Add a text${adding.mark}`}
        </Button>
        <FormDialog opened={adding.opened} close={adding.close} title="Add a text">
          <TextForm name="canned-new" close={adding.close} />
        </FormDialog>
      </FormDialog>
    </div>
  );
}

interface KeptTextProps {
  item: CannedText;
  first: boolean;
  /** With the placeholders replaced. */
  text: string;
  insert: (text: string) => void;
  removed: () => void;
}

function KeptText({ item, first, text, insert, removed }: KeptTextProps) {
  const { change } = useUserStorage<CannedText>('canned');
  const formName = `canned-${item.id}`;
  const editing = useOpenForm(formName);
  return (
    <li>
      <button
        type="button"
        className={classes.text}
        data-autofocus={first || undefined}
        onClick={() => insert(text)}
      >
        <strong>{item.name}</strong>
        <span>{text}</span>
      </button>
      <RowActions
        noun="text"
        about={item.name}
        editing={editing}
        remove={async () => change?.((items) => items.filter(({ id }) => id !== item.id))}
        removed={async () => removed()}
      />
      <FormDialog opened={editing.opened} close={editing.close} title="Edit a text">
        <TextForm name={formName} item={item} close={editing.close} />
      </FormDialog>
    </li>
  );
}

function TextForm({ name, item, close }: { name: string; item?: CannedText; close: () => void }) {
  const { change } = useUserStorage<CannedText>('canned');
  const form = useCreateForm<CannedText>({
    name,
    fields,
    start: { name: item?.name ?? '', text: item?.text ?? '' },
    async send(input) {
      const text = { name: '', text: '', ...input, id: item?.id ?? String(Date.now()) };
      const blank = (['name', 'text'] as const).filter((part) => text[part].trim() === '');
      if (blank.length > 0) throw inputError(blank.map((part) => `${part} can't be blank`));
      change?.((items) => (item ? items.map((old) => (old.id === item.id ? text : old)) : [...items, text]));
      return text;
    },
    onSaved: async () => close(),
    announce: 'Text saved',
  });
  return <EntityForm form={form} action="Save text" close={close} />;
}
