import { expect, test } from 'vitest';
import { addCommand, findCommand, listCommands } from './commands.ts';

test('a command is offered only while it would do something', () => {
  let next: number | undefined;
  const remove = addCommand({ key: ']', name: 'Next', run: () => {}, available: () => next !== undefined });
  expect(listCommands()).toEqual([]);
  expect(findCommand(']')).toBeUndefined();
  next = 13;
  expect(listCommands().map(({ name }) => name)).toEqual(['Next']);
  expect(findCommand(']')?.name).toBe('Next');
  remove();
  expect(listCommands()).toEqual([]);
});

test('a component that is removed late does not remove the command of its successor', () => {
  const [removeOld, removeNew] = ['Old', 'New'].map((name) => addCommand({ key: 'n', name, run: () => {} }));
  removeOld?.();
  expect(findCommand('n')?.name).toBe('New');
  removeNew?.();
  expect(findCommand('n')).toBeUndefined();
});
