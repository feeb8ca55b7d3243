import { ConnectionError } from '@service-desk/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Attempts, sendOnce, type Write } from './send-once.ts';

const lost = () => {
  throw new ConnectionError('No answer', { method: 'POST', url: 'http://desk.example/v1/incidents.json' });
};

let stored: string[];
let kept: string | undefined;
let asked: string[];

const attempts: Attempts<string> = {
  get: () => kept,
  set: (variables) => {
    kept = variables;
  },
};

/** A desk that stores what it is sent; its answers can be lost before and after that. */
function write(
  fault: { beforeStoring?: boolean; answer?: boolean; looking?: boolean } = {},
): Write<string, string> {
  return {
    send: async (text) => {
      asked.push(`send ${text}`);
      if (fault.beforeStoring) lost();
      stored.push(text);
      if (fault.answer) lost();
      return text;
    },
    find: async (text) => {
      asked.push(`find ${text}`);
      if (fault.looking) lost();
      return stored.find((known) => known === text);
    },
  };
}

beforeEach(() => {
  stored = [];
  asked = [];
  kept = undefined;
});

describe('sendOnce', () => {
  it('sends once and looks for nothing when the answer comes', async () => {
    expect(await sendOnce(write(), attempts, 'a')).toEqual({ state: 'saved', result: 'a' });
    expect(asked).toEqual(['send a']);
    expect(kept).toBeUndefined();
  });

  it('finds what was saved although the answer was lost', async () => {
    expect(await sendOnce(write({ answer: true }), attempts, 'a')).toEqual({ state: 'found', result: 'a' });
    expect(stored).toEqual(['a']);
  });

  it('looks again before it sends again, for what was sent first', async () => {
    expect(await sendOnce(write({ answer: true, looking: true }), attempts, 'a')).toEqual({
      state: 'unknown',
    });
    expect(await sendOnce(write(), attempts, 'b')).toEqual({ state: 'found', result: 'a' });
    expect(stored).toEqual(['a']);
    expect(asked).toEqual(['send a', 'find a', 'find a']);
  });

  it('sends again what is not there', async () => {
    expect(await sendOnce(write({ beforeStoring: true }), attempts, 'a')).toEqual({ state: 'absent' });
    expect(kept).toBe('a');
    expect(await sendOnce(write(), attempts, 'a')).toEqual({ state: 'saved', result: 'a' });
    expect(stored).toEqual(['a']);
  });

  it('sends nothing while it cannot look', async () => {
    kept = 'a';
    expect(await sendOnce(write({ looking: true }), attempts, 'a')).toEqual({ state: 'unknown' });
    expect(asked).toEqual(['find a']);
  });

  it('keeps no attempt that was refused', async () => {
    const refused: Write<string, string> = { send: () => Promise.reject(new Error('refused')) };
    await expect(sendOnce(refused, attempts, 'a')).rejects.toThrow('refused');
    expect(kept).toBeUndefined();
  });

  it('sends nothing when the person has something to see first', async () => {
    const outcome = await sendOnce({ ...write(), prepare: async () => false }, attempts, 'a');
    expect(outcome).toEqual({ state: 'stopped' });
    expect(asked).toEqual([]);
    expect(kept).toBeUndefined();
  });
});
