import { Button } from '@mantine/core';
import { ApiError } from '@service-desk/client';
import { useRef, useState } from 'react';
import { type Fields, field } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { RowActions } from '../forms/row-actions.tsx';
import { ThingForm, useNewForm } from '../forms/thing-form.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useMe } from '../people/queries.ts';
import { usePersonal } from '../shell/personal.ts';
import classes from './canned.module.css';
import { type Blanks, type CannedText, filled, insertText } from './filled.ts';

const fields: Fields<CannedText> = {
  name: field('text', 'Name', ({ name }) => name, { required: true, wide: true }),
  text: field('area', 'Text', ({ text }) => text, {
    required: true,
    hint: '{customer}, {number}, {title} and {me} are filled in when it is inserted.',
  }),
};

/**
 * A button that inserts texts which a person keeps in this browser into the text of the form that it stands in.
 *
 * @param values what they name; who is signed in is known here
 */
export function CannedTexts({ values }: { values: Blanks }) {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const adding = useOpenForm('canned-new');
  const { data: me } = useMe();
  const { items } = usePersonal<CannedText>('canned');
  const blanks = { ...(me && { me: me.full_name }), ...values };
  function insert(text: string): void {
    setOpened(false);
    insertText(button.current?.closest('form')?.querySelector('textarea'), text);
  }
  return (
    // What is sent in here is no part of the form around it.
    <div onSubmit={(event) => event.stopPropagation()}>
      <Button ref={button} variant="default" size="xs" disabled={!me} onClick={() => setOpened(true)}>
        Insert text
      </Button>
      <FormDialog
        opened={opened}
        // After a text was inserted the focus is in the field.
        returnFocus={false}
        close={() => {
          setOpened(false);
          button.current?.focus();
        }}
        title="Insert a text"
      >
        {items.length === 0 && <p className={classes.none}>Texts that you write often are kept here.</p>}
        <ul className={classes.list}>
          {items.map((item, at) => (
            <KeptText
              key={item.id}
              item={item}
              first={at === 0}
              text={filled(item.text, blanks)}
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
  /** With what it names filled in. */
  text: string;
  insert: (text: string) => void;
  removed: () => void;
}

function KeptText({ item, first, text, insert, removed }: KeptTextProps) {
  const { change } = usePersonal<CannedText>('canned');
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
  const { change } = usePersonal<CannedText>('canned');
  const form = useNewForm<CannedText>({
    name,
    fields,
    start: { name: item?.name ?? '', text: item?.text ?? '' },
    async send(input) {
      const text = { name: '', text: '', ...input, id: item?.id ?? String(Date.now()) };
      const blank = (['name', 'text'] as const).filter((part) => text[part].trim() === '');
      // As v1 refuses blanks, so that the form shows them at their fields.
      const faults = blank.map((part) => ({ code: 'E400', message: `${part} can't be blank` }));
      if (faults.length > 0) throw new ApiError(faults, 200, { method: 'PUT', url: 'localStorage' });
      change?.((items) => (item ? items.map((old) => (old.id === item.id ? text : old)) : [...items, text]));
      return text;
    },
    saved: async () => close(),
    announce: 'Text kept',
  });
  return <ThingForm form={form} action="Keep text" close={close} />;
}
