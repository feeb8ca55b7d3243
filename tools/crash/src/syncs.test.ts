import { expect, test } from 'vitest';
import { canTrace, syncsIn, watchSyncs } from './syncs.ts';

const REQUEST = 'read(20, "POST /v1/incidents HTT"..., 65536) = 400';
const ANSWER = 'writev(20, [{iov_base="HTTP/1.1 200 OK\\r\\ncontent"..., iov_len=400}], 1) = 400';
const SYNC = 'fdatasync(18) = 0';

test.each([
  { name: 'an fsync between them', lines: [REQUEST, SYNC, ANSWER], tooEarly: 0 },
  { name: 'none', lines: [REQUEST, ANSWER], tooEarly: 1 },
  { name: 'one before the request', lines: [SYNC, REQUEST, ANSWER], tooEarly: 1 },
  {
    name: 'one that failed',
    lines: [REQUEST, SYNC.replace('0', '-1 EIO (Input/output error)'), ANSWER],
    tooEarly: 1,
  },
])('$name between a request and its answer is seen', ({ lines, tooEarly }) => {
  expect(syncsIn(lines)).toMatchObject({ answers: 1, tooEarly });
});

test.skipIf(!canTrace())(
  'no create is answered before an fsync, and those that come together share one',
  async () => {
    const { answers, syncs, tooEarly } = await watchSyncs(3, 16);
    expect({ answers, tooEarly }).toEqual({ answers: 48, tooEarly: 0 });
    expect(syncs).toBeGreaterThan(0);
  },
);
