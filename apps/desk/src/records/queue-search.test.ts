import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../search-params.ts';
import { recordKinds } from './kinds/index.ts';
import { parseQueueSearch, queueQuery, withFilter } from './queue-search.ts';

describe('parseQueueSearch', () => {
  it('parses all parameters', () => {
    const raw = parseSearch(
      '?selected_user_id=18&include_watchlisted=1&service_ids=20,33&order=priority&limit=50&page=3',
    );
    expect(parseQueueSearch(raw)).toEqual({
      selected_user_id: 18,
      include_watchlisted: true,
      service_ids: [20, 33],
      order: 'priority',
      limit: 50,
      page: 3,
    });
  });

  it('preserves large ids', () => {
    expect(parseQueueSearch(parseSearch('?service_ids=862260361677721612,20,20'))).toEqual({
      service_ids: ['862260361677721612', 20],
    });
  });

  it('drops values that the API would reject', () => {
    expect(
      parseQueueSearch({
        selected_user_id: 'luke',
        order: 'no; order',
        limit: '0',
        page: 'first',
        report_id: 'weekly',
      }),
    ).toEqual({});
  });

  it('drops default values', () => {
    expect(parseQueueSearch({ order: '', limit: '20', page: '1', include_watchlisted: '0' })).toEqual({});
  });

  it('limits the page size to the maximum of the API', () => {
    expect(parseQueueSearch({ limit: '5000' })).toEqual({ limit: 100 });
  });

  it('is unchanged after serialization and parsing', () => {
    const search = parseQueueSearch({
      selected_user_id: '862260361677721612',
      service_ids: '20,33',
      include_watchlisted: 'true',
      page: '2',
    });
    expect(stringifySearch(search)).toBe(
      '?selected_user_id=862260361677721612&include_watchlisted=1&service_ids=20,33&page=2',
    );
    expect(parseQueueSearch(parseSearch(stringifySearch(search)))).toEqual(search);
  });
});

describe('queueQuery', () => {
  it('includes the defaults', () => {
    expect(queueQuery(recordKinds.incidents, { include_watchlisted: true })).toEqual({
      include_watchlisted: 1,
      order: 'due_date',
      limit: 20,
      page: 1,
    });
  });

  it('drops parameters that v1 lacks for a kind', () => {
    const search = { include_watchlisted: true as const, order: 'priority' };
    expect(queueQuery(recordKinds.changes, search)).toEqual({ limit: 20, page: 1 });
  });

  it('keeps the order of a report, unless another one is chosen', () => {
    expect(queueQuery(recordKinds.incidents, { report_id: 7 })).toEqual({ report_id: 7, limit: 20, page: 1 });
    expect(queueQuery(recordKinds.incidents, { report_id: 7, order: 'priority' })).toMatchObject({
      order: 'priority',
    });
    expect(queueQuery(recordKinds.incidents, { order: 'title' })).toMatchObject({ order: 'due_date' });
  });
});

describe('withFilter', () => {
  it('goes back to the first page', () => {
    expect(withFilter({ page: 4, order: 'priority' }, { service_ids: [20] })).toEqual({
      service_ids: [20],
      order: 'priority',
    });
  });

  it('removes a filter', () => {
    expect(withFilter({ selected_user_id: 18 }, { selected_user_id: undefined })).toEqual({});
  });
});
