import { notifications } from '@mantine/notifications';
import { type ComponentType, useState } from 'react';
import { capitalize } from '../format.ts';

/**
 * A dialog whose code is loaded when it is first opened.
 *
 * @param what the name for the error message, such as `the command palette`
 */
export function useLazyDialog<Props>(dialogName: string, load: () => Promise<ComponentType<Props>>) {
  const [Dialog, setDialog] = useState<ComponentType<Props>>();
  const [opened, setOpened] = useState(false);
  return {
    Dialog,
    opened,
    close: () => setOpened(false),
    async open(): Promise<void> {
      try {
        const loaded = await load();
        setDialog(() => loaded);
        setOpened(true);
      } catch {
        notifications.show({
          color: 'red',
          message: `${capitalize(dialogName)} could not be loaded. Reload the page.`,
        });
      }
    },
  };
}
