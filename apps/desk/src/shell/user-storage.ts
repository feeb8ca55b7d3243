import { useLocalStorage } from '@mantine/hooks';
import { useMe } from '../people/queries.ts';

const none: never[] = [];

/** A list in local storage, per user; `change` is undefined until the user is loaded. */
export function useUserStorage<Item>(name: string) {
  const { data: me } = useMe();
  const [items, setItems] = useLocalStorage<Item[]>({
    key: `service-desk.${name} ${me?.id ?? ''}`,
    defaultValue: none,
    getInitialValueInEffect: false,
  });
  return { items, change: me && setItems };
}

/** Removes a list of all users of this browser. */
export function clearUserStorage(name: string): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`service-desk.${name} `)) localStorage.removeItem(key);
  }
}
