import { ConnectionError } from '@service-desk/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendOnce, type UnconfirmedWrite, type WriteSteps } from './send-once.ts';

const lost = () => {
  throw new ConnectionError('No response', { method: 'POST', url: 'http://desk.example/v1/incidents.json' });
};

let stored: string[];
let kept: string | undefined;
let calls: string[];

const unconfirmed: UnconfirmedWrite<string> = {
  get: () => kept,
  set: (variables) => {
    kept = variables;
  },
};

/** Writes to a list. Responses can be lost before and after the text is stored. */
function write(
  failure: { requestLost?: boolean; responseLost?: boolean; checkFails?: boolean } = {},
): WriteSteps<string, string> {
  return {
    send: async (text) => {
      calls.push(`send ${text}`);
      if (failure.requestLost) lost();
      stored.push(text);
      if (failure.responseLost) lost();
      return text;
    },
    find: async (text) => {
      calls.push(`find ${text}`);
      if (failure.checkFails) lost();
      return stored.find((known) => known === text);
    },
  };
}

beforeEach(() => {
  stored = [];
  calls = [];
  kept = undefined;
});

describe('sendOnce', () => {
  it('sends once and checks nothing when the response arrives', async () => {
    expect(await sendOnce(write(), unconfirmed, 'a')).toEqual({ state: 'saved', result: 'a' });
    expect(calls).toEqual(['send a']);
    expect(kept).toBeUndefined();
  });

  it('finds the saved text when the response was lost', async () => {
    expect(await sendOnce(write({ responseLost: true }), unconfirmed, 'a')).toEqual({
      state: 'found',
      result: 'a',
    });
    expect(stored).toEqual(['a']);
  });

  it('looks for the first attempt before it sends again', async () => {
    expect(await sendOnce(write({ responseLost: true, checkFails: true }), unconfirmed, 'a')).toEqual({
      state: 'unknown',
    });
    expect(await sendOnce(write(), unconfirmed, 'b')).toEqual({ state: 'found', result: 'a' });
    expect(stored).toEqual(['a']);
    expect(calls).toEqual(['send a', 'find a', 'find a']);
  });

  it('sends again if nothing was saved', async () => {
    expect(await sendOnce(write({ requestLost: true }), unconfirmed, 'a')).toEqual({ state: 'absent' });
    expect(kept).toBe('a');
    expect(await sendOnce(write(), unconfirmed, 'a')).toEqual({ state: 'saved', result: 'a' });
    expect(stored).toEqual(['a']);
  });

  it('sends nothing while the check fails', async () => {
    kept = 'a';
    expect(await sendOnce(write({ checkFails: true }), unconfirmed, 'a')).toEqual({ state: 'unknown' });
    expect(calls).toEqual(['find a']);
  });

  it('forgets an attempt that was rejected', async () => {
    const refused: WriteSteps<string, string> = { send: () => Promise.reject(new Error('refused')) };
    await expect(sendOnce(refused, unconfirmed, 'a')).rejects.toThrow('refused');
    expect(kept).toBeUndefined();
  });

  it('sends nothing if prepare returns false', async () => {
    const outcome = await sendOnce({ ...write(), prepare: async () => false }, unconfirmed, 'a');
    expect(outcome).toEqual({ state: 'stopped' });
    expect(calls).toEqual([]);
    expect(kept).toBeUndefined();
  });
});
