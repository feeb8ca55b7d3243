import type { RecordType } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { ADMIN, BEN, CARL, DAN, DESK, LUKE, POWERSHOP } from './demo-ids.ts';

/** The Time Administrators. */
export const TIME_ADMINISTRATORS: readonly number[] = [ADMIN, DAN];

interface Spent {
  record?: [type: RecordType, id: number];
  /** Only without a record, which has a service itself. */
  service?: number;
  custom?: string;
  description?: string;
  locked?: string;
}

type Entry = [id: number, user: number, hours: number, performed: string, spent: Spent];

/** The time entries of the week of 15 March and of some days before. January is locked. */
const entries: Entry[] = [
  [2755, LUKE, 3, '2010-01-20T02:00:00Z', { custom: 'Stocktaking', locked: '2010-02-01T00:00:00Z' }],
  [
    2762,
    LUKE,
    1,
    '2010-02-14T11:00:00Z',
    {
      service: DESK,
      custom: 'Email Integration Bug Hunting',
      description: 'Trawling through mail logs',
    },
  ],
  [2763, LUKE, 0.5, '2010-03-14T23:00:00Z', { custom: 'Staff meeting' }],
  [2764, DAN, 0.5, '2010-03-14T23:00:00Z', { custom: 'Staff meeting' }],
  [
    2765,
    LUKE,
    2.25,
    '2010-03-15T22:30:00Z',
    { record: ['incident', 331], description: 'Timing the report of open changes' },
  ],
  [2766, LUKE, 6, '2010-03-16T22:00:00Z', { service: POWERSHOP, custom: 'Printers' }],
  [2767, CARL, 1.75, '2010-03-17T01:00:00Z', { record: ['incident', 612] }],
  [2768, LUKE, 4, '2010-03-17T22:00:00Z', { record: ['incident', 745], custom: 'Caching' }],
  [2769, BEN, 7.5, '2010-03-18T21:00:00Z', { service: DESK, custom: 'Release notes' }],
  [
    2770,
    LUKE,
    1.1,
    '2010-03-23T00:30:00Z',
    { record: ['incident', 13534], custom: 'First look', description: 'Read what QA wrote' },
  ],
  [2771, DAN, 0.2, '2010-03-23T01:00:00Z', { record: ['incident', 13534] }],
];

/** Inserts the time entries. */
export async function seedTime(db: Db, account_id: number, at: (moment: string) => number): Promise<void> {
  await db
    .insertInto('time_entries')
    .values(
      entries.map(([id, user_id, hours, performed, spent]) => ({
        account_id,
        id,
        user_id,
        hours,
        description: spent.description ?? '',
        custom: spent.custom ?? '',
        performed_at: at(performed),
        record_type: spent.record?.[0] ?? null,
        record_id: spent.record?.[1] ?? null,
        service_id: spent.service ?? null,
        locked_at: spent.locked ? at(spent.locked) : null,
        created_at: at(performed) + 3600,
        updated_at: at(performed) + 3600,
      })),
    )
    .execute();
  await db.insertInto('sequences').values({ account_id, name: 'time_entry', last: 2800 }).execute();
}
