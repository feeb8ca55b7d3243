import { Checkbox, Kbd, Modal } from '@mantine/core';
import { listCommands } from './commands.ts';
import classes from './shell.module.css';

/** Shortcuts that work on every page. */
const globalShortcuts = [
  { keys: ['Ctrl', 'K'], name: 'Open the command palette' },
  { keys: ['Ctrl', 'Enter'], name: 'Submit the form' },
  { keys: ['Shift', 'click'], name: 'In a queue, select all rows up to this one' },
];

export interface KeysDialogProps {
  opened: boolean;
  close: () => void;
  /** Whether single-key shortcuts are active. */
  on: boolean;
  setOn: (on: boolean) => void;
}

/** The list of keyboard shortcuts. */
export function KeysDialog({ opened, close, on, setOn }: KeysDialogProps) {
  const here = listCommands().flatMap(({ key, name }) => (key ? [{ keys: [key], name }] : []));
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts">
      <dl className={classes.keys}>
        {[...here, ...globalShortcuts].map(({ keys, name }) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Single-key shortcuts"
        description="Turn them off if you press them by accident, for example with voice control. Ctrl+K and Ctrl+Enter keep working."
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
    </Modal>
  );
}
