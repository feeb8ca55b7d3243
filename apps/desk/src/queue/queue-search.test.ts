import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../search-params.ts';
import { parseQueueSearch, queueQuery, rangeText, withFilter } from './queue-search.ts';

describe('parseQueueSearch', () => {
  it('reads everything from an address', () => {
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

  it('keeps all digits of a large id', () => {
    expect(parseQueueSearch(parseSearch('?service_ids=862260361677721612,20,20'))).toEqual({
      service_ids: ['862260361677721612', 20],
    });
  });

  it('leaves out what the API would refuse', () => {
    expect(
      parseQueueSearch({
        selected_user_id: 'luke',
        order: 'title',
        limit: '0',
        page: 'first',
        report_id: '3',
      }),
    ).toEqual({});
  });

  it('leaves out what is at its default', () => {
    expect(parseQueueSearch({ order: 'due_date', limit: '20', page: '1', include_watchlisted: '0' })).toEqual(
      {},
    );
  });

  it('holds a page to what the API gives', () => {
    expect(parseQueueSearch({ limit: '5000' })).toEqual({ limit: 100 });
  });

  it('survives the way to the address and back', () => {
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
  it('spells out the defaults', () => {
    expect(queueQuery({ include_watchlisted: true })).toEqual({
      include_watchlisted: 1,
      order: 'due_date',
      limit: 20,
      page: 1,
    });
  });
});

describe('withFilter', () => {
  it('goes back to the first page', () => {
    expect(withFilter({ page: 4, order: 'priority' }, { service_ids: [20] })).toEqual({
      service_ids: [20],
      order: 'priority',
    });
  });

  it('takes a filter away', () => {
    expect(withFilter({ selected_user_id: 18 }, { selected_user_id: undefined })).toEqual({});
  });
});

describe('rangeText', () => {
  it.each([
    [3, 20, 20, 73, '41–60 of 73'],
    [4, 20, 13, 73, '61–73 of 73'],
    [1, 20, 1, 1, '1 of 1'],
    [9, 20, 0, 73, '0 of 73'],
    [1, 20, 20, Number.NaN, '1–20'],
  ])('page %i of %i with %i entries of %i: %s', (page, limit, count, total, text) => {
    expect(rangeText(page, limit, count, total)).toBe(text);
  });
});
