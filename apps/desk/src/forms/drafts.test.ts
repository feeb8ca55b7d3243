import { describe, expect, it } from 'vitest';
import { createDrafts, draftKey } from './drafts.ts';

function memoryStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

const draft = { opened: { note: '' }, base: { note: '' }, values: { note: 'It hums.' }, open: false };

describe('createDrafts', () => {
  it('stores a draft by user, path and form', () => {
    const drafts = createDrafts(memoryStorage());
    const key = draftKey('354', '/incidents/1', 'note');
    drafts.write(key, draft);
    expect(drafts.read(key)).toEqual(draft);
    expect(drafts.read(draftKey('18', '/incidents/1', 'note'))).toBeUndefined();
    expect(drafts.read(draftKey('354', '/incidents/2', 'note'))).toBeUndefined();
    expect(drafts.read(draftKey('354', '/incidents/1', 'edit'))).toBeUndefined();
    drafts.remove(key);
    expect(drafts.read(key)).toBeUndefined();
  });

  it('notifies listeners of changes', () => {
    const drafts = createDrafts(memoryStorage());
    let changes = 0;
    const stop = drafts.subscribe(() => (changes += 1));
    drafts.write('a', draft);
    drafts.remove('a');
    stop();
    drafts.write('a', draft);
    expect(changes).toBe(2);
  });

  it('ignores invalid drafts and a full storage', () => {
    const storage = memoryStorage();
    storage.setItem('a', '{');
    expect(createDrafts(storage).read('a')).toBeUndefined();
    const full = createDrafts({
      ...storage,
      setItem() {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    expect(() => full.write('b', draft)).not.toThrow();
  });
});
