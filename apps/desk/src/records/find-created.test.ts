import { describe, expect, it } from 'vitest';
import type { Sent } from '../forms/entity-form.tsx';
import { isCreation } from './find-created.ts';
import type { AnyRecord } from './kinds/index.ts';

const at = Date.parse('2026-03-10T12:00:00Z');
const sent: Sent = { input: { title: 'VPN drops ', service_id: '33' }, at };
const stored = {
  title: 'VPN drops',
  service: { id: 33, name: 'Network' },
  owner: { id: 346 },
  created_at: '2026-03-10T12:00:03Z',
} as unknown as AnyRecord;

describe('isCreation', () => {
  it('identifies the sent record by author, service and title', () => {
    expect(isCreation(stored, sent, 346)).toBe(true);
    expect(isCreation(stored, sent, '346')).toBe(true);
    expect(isCreation(stored, sent, 18)).toBe(false);
    expect(isCreation({ ...stored, owner: null }, sent, 346)).toBe(false);
    expect(isCreation({ ...stored, title: 'VPN drops again' }, sent, 346)).toBe(false);
    expect(isCreation(stored, { ...sent, input: { ...sent.input, service_id: '20' } }, 346)).toBe(false);
  });

  it('tolerates a wrong clock in the browser, but not an older record', () => {
    expect(isCreation({ ...stored, created_at: '2026-03-09T23:00:00Z' }, sent, 346)).toBe(true);
    expect(isCreation({ ...stored, created_at: '2026-03-03T12:00:00Z' }, sent, 346)).toBe(false);
  });
});
