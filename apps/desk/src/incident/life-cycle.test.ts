import { describe, expect, it } from 'vitest';
import { stateAfter } from './life-cycle.ts';

describe('stateAfter', () => {
  it('says what the answer says', () => {
    expect(stateAfter({ id: 7, status: 'Resolved' }, 'Resolved')).toBe('Incident #7 is resolved');
    expect(stateAfter({ id: 7, status: 'Open' }, 'Open', 'open again')).toBe('Incident #7 is open again');
  });

  it('does not take a colleague’s closure for a resolution', () => {
    expect(stateAfter({ id: 7, status: 'Closed' }, 'Resolved')).toBe(
      'Incident #7 is closed, not resolved: somebody else has changed it meanwhile',
    );
  });
});
