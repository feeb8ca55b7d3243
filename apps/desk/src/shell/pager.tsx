import { NativeSelect } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import classes from './pager.module.css';

export const limits = [10, 20, 50, 100] as const;
export const defaultLimit = 20;

/** The query parameters of a paged list; defaults are absent. */
export type Paging = { limit?: number; page?: number };

/** Parses paging parameters, and drops defaults. */
export function parsePaging(raw: Record<string, unknown>): Paging {
  const limit = parseCount(raw.limit);
  const page = parseCount(raw.page);
  return {
    ...(limit !== undefined && limit !== defaultLimit && { limit: Math.min(limit, 100) }),
    ...(page !== undefined && page > 1 && { page }),
  };
}

/** The list query for a page. */
export function pageQuery({ limit = defaultLimit, page = 1 }: Paging): Required<Paging> {
  return { limit, page };
}

function parseCount(value: unknown): number | undefined {
  const text = String(value ?? '');
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** The range of entries on a page, such as `41–60 of 73`. The total is undefined if the server leaves it out. */
export function rangeText(page: number, limit: number, count: number, total: number | undefined): string {
  if (count === 0) return total === undefined ? 'None' : `0 of ${total}`;
  const first = (page - 1) * limit + 1;
  const last = first + count - 1;
  const range = first === last ? `${first}` : `${first}–${last}`;
  return total === undefined ? range : `${range} of ${total}`;
}

interface PagerProps {
  paging: Paging;
  /** The noun for the entries, for pages with other content. */
  noun?: string;
  /** The number of entries on the page, in total, of pages, and of this page. */
  count: number;
  total: number | undefined;
  pages: number | undefined;
  shown: number;
}

/** Links to the other pages of a list. */
export function Pager({ paging, noun = '', count, total, pages, shown }: PagerProps) {
  const go = useGo();
  const limit = paging.limit ?? defaultLimit;
  const page = paging.page ?? 1;
  const more = pages === undefined ? count >= limit : page < pages;
  const choices = [...new Set([...limits, limit])].sort((a, b) => a - b);
  return (
    <nav aria-label="Pages" className={classes.pager}>
      <p className={classes.range} role="status">
        {`${rangeText(shown, limit, count, total)} ${noun}`.trim()}
      </p>
      <NativeSelect
        size="xs"
        label="Per page"
        classNames={{ root: classes.perPage ?? '', label: classes.perPageLabel ?? '' }}
        value={String(limit)}
        data={choices.map(String)}
        onChange={(event) => go({ limit: Number(event.currentTarget.value) })}
      />
      {pages !== undefined && pages > 2 && <Jump key={page} limit={limit} page={page} pages={pages} />}
      {(page > 1 || more) && (
        <div className={classes.steps}>
          <Step label="Previous page" text="Previous" enabled={page > 1} paging={{ limit, page: page - 1 }} />
          <Step label="Next page" text="Next" enabled={more} paging={{ limit, page: page + 1 }} />
        </div>
      )}
    </nav>
  );
}

function useGo() {
  const navigate = useNavigate();
  return (paging: Paging) => navigate({ to: '.', search: (now: object) => withPaging(now, paging) });
}

/** The query parameters of a list with other paging. */
export function withPaging<Search extends object>(search: Search, paging: Paging): Search {
  const { limit: _, page: __, ...rest } = search as Search & Paging;
  return { ...rest, ...parsePaging(paging) } as Search;
}

/** Goes to a page by number, or to the last page if there are fewer. */
function Jump({ limit, page, pages }: { limit: number; page: number; pages: number }) {
  const go = useGo();
  const [number, setNumber] = useState(String(page));
  function jump(event: FormEvent) {
    event.preventDefault();
    const wanted = Math.trunc(Number(number));
    if (!(wanted >= 1)) return setNumber(String(page));
    void go({ limit, page: Math.min(wanted, pages) });
  }
  return (
    <form onSubmit={jump} className={classes.jump}>
      <label htmlFor="page">Page</label>
      <input
        id="page"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        className={classes.pageNumber}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <span>{`of ${pages}`}</span>
    </form>
  );
}

function Step(props: { label: string; text: string; enabled: boolean; paging: Paging }) {
  // A disabled link keeps its space, so that the buttons do not move on the first and last page.
  return (
    <Link
      to="."
      search={(now: object) => withPaging(now, props.paging)}
      disabled={!props.enabled}
      aria-label={props.label}
      className={classes.step}
    >
      {props.text}
    </Link>
  );
}
