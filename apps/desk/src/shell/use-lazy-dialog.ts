import { notifications } from '@mantine/notifications';
import { type ComponentType, useState } from 'react';

/**
 * A dialog whose code is loaded when it is first opened.
 *
 * @param what it is, such as `the palette`, for when its code cannot be loaded
 */
export function useLazyDialog<Props>(what: string, load: () => Promise<ComponentType<Props>>) {
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
          message: `It was not possible to load ${what}. Reload the page.`,
        });
      }
    },
  };
}
