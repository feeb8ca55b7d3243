import { useLocalStorage } from '@mantine/hooks';
import { useMe } from '../people/queries.ts';

const none: never[] = [];

/** What this browser keeps under a name for each person who signs in; `change` is there once it is known who that is. */
export function usePersonal<Item>(name: string) {
  const { data: me } = useMe();
  const [items, setItems] = useLocalStorage<Item[]>({
    key: `service-desk.${name} ${me?.id ?? ''}`,
    defaultValue: none,
    getInitialValueInEffect: false,
  });
  return { items, change: me && setItems };
}

/** Removes a list of every person who has signed in here. */
export function forgetPersonal(name: string): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`service-desk.${name} `)) localStorage.removeItem(key);
  }
}
