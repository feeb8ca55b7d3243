/** A generator of random numbers from 0 to 1 with a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a function that picks a random item. */
export function pickerOf(random: () => number): <Item>(items: readonly Item[]) => Item {
  return <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
}
