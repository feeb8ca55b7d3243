import { Modal } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { listCommands } from './commands.ts';
import classes from './palette.module.css';
import { type PaletteEntry, paletteGroups } from './palette-entries.ts';
import { useRecentRecords } from './recent-records.ts';

export interface PaletteProps {
  opened: boolean;
  close: () => void;
  /** Returns the focus to the element that had it before. */
  restoreFocus: () => void;
}

/** Finds records by number, recent records, commands of the current page, and pages. */
export function Palette({ opened, close, restoreFocus }: PaletteProps) {
  return (
    <Modal
      opened={opened}
      onClose={() => {
        close();
        restoreFocus();
      }}
      title="Command palette"
      centered={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Search close={close} restoreFocus={restoreFocus} />
    </Modal>
  );
}

function Search({ close, restoreFocus }: Omit<PaletteProps, 'opened'>) {
  const router = useRouter();
  const recent = useRecentRecords();
  const [commands] = useState(listCommands);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const groups = paletteGroups(text, recent, commands);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries[at];

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another entry is active.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active?.id]);

  function choose({ act }: PaletteEntry): void {
    close();
    if ('href' in act) router.history.push(act.href);
    else {
      // A command may use the focused element, and a dialog that it opens returns the focus to it.
      restoreFocus();
      act.run();
    }
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && active) choose(active);
    else if (step && active) setAt((at + step + entries.length) % entries.length);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Command palette"
        aria-expanded={entries.length > 0}
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={active && `palette-${active.id}`}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        placeholder="A number, a page or an action"
        className={classes.input}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <p role="status" className={classes.none}>
        {entries.length === 0 &&
          `No page or action matches “${text.trim()}”. To open a record, enter its number: the Service Desk API has no full-text search.`}
      </p>
      <div ref={list} id="palette-list" role="listbox" aria-label="Results" className={classes.list}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a listbox.
          <div key={group.name} role="group" aria-label={group.name}>
            <div role="presentation" className={classes.group}>
              {group.name}
            </div>
            {group.entries.map((entry) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which references the active option.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys.
              <div
                key={entry.id}
                id={`palette-${entry.id}`}
                role="option"
                aria-selected={entry === active}
                className={classes.option}
                onClick={() => choose(entry)}
                onMouseMove={() => setAt(entries.indexOf(entry))}
              >
                <span>{entry.name}</span>
                {entry.hint && <span className={classes.hint}>{entry.hint}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}
