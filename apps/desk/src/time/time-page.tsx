import type { Id, Person } from '@service-desk/client';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { isGroup } from '../format.ts';
import { useNow } from '../live/clock.ts';
import type { Choices } from '../people/choices.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useUsers } from '../people/queries.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { DaySheet } from './day-sheet.tsx';
import { useEntryDetails } from './queries.ts';
import classes from './time.module.css';
import { useTimeEntries } from './use-time-entries.ts';
import { dayOf, daysOf, sumOf, weekAfter, weekOf } from './weeks.ts';

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** The time sheet of a person and week. */
export function TimePage() {
  const { week: wanted, user } = useSearch({ from: '/desk/time' });
  const navigate = useNavigate();
  const now = useNow();
  const me = useMe();
  const users = useUsers();
  const thisWeek = weekOf(new Date(now));
  const week = wanted ?? thisWeek;
  const days = daysOf(week);
  const range = dates.formatRange(days[0] as Date, days[6] as Date);
  const people = { ...users, data: users.data?.filter((person) => !isGroup(person)) } as Choices<Person>;
  const colleague = user === undefined || String(user) === String(me.data?.id) ? undefined : user;
  const name = people.data?.find(({ id }) => String(id) === String(colleague))?.full_name;
  const title = colleague === undefined ? 'My time' : `${name ?? 'A colleague'}’s time`;
  const toWeek = (to: string) => ({
    to: '/time',
    search: { ...(to !== thisWeek && { week: to }), ...(colleague !== undefined && { user: colleague }) },
    activeOptions: { exact: true },
  });

  return (
    <>
      <div className={classes.top}>
        <PageHeading documentTitle={`${title}, ${range}`}>{title}</PageHeading>
        <nav aria-label="Weeks" className={classes.weeks}>
          <Link {...toWeek(weekAfter(week, -1))}>Previous week</Link>
          <Link {...toWeek(thisWeek)} aria-current={week === thisWeek ? 'page' : undefined}>
            This week
          </Link>
          <Link {...toWeek(weekAfter(week, 1))}>Next week</Link>
        </nav>
      </div>
      <div className={classes.whose}>
        <PersonSelect
          label="Whose time"
          description="Only time administrators can see a colleague’s time."
          clearable
          placeholder="Mine"
          people={people}
          value={colleague === undefined ? null : String(colleague)}
          onChange={(id) =>
            void navigate({ to: '/time', search: { ...(wanted && { week }), ...(id && { user: id }) } })
          }
        />
      </div>
      <Loaded query={me} label="the time sheet">
        {({ id }) => (
          <Week
            key={`${week} ${user}`}
            range={range}
            days={days}
            whose={user ?? id}
            colleague={colleague}
            today={dayOf(new Date(now))}
          />
        )}
      </Loaded>
    </>
  );
}

interface WeekProps {
  range: string;
  /** The days of the week, and the day after. */
  days: Date[];
  whose: Id;
  colleague: Id | undefined;
  today: string;
}

function Week({ range, days, whose, colleague, today }: WeekProps) {
  const [from, until] = [days[0], days.at(-1)] as [Date, Date];
  const list = useTimeEntries(whose, from, until);
  const navigate = useNavigate();
  const entries = useEntryDetails(list.data ?? []);
  return (
    <Loaded
      query={list}
      label="the time sheet"
      back={
        colleague === undefined
          ? undefined
          : { text: 'Show my time', go: () => void navigate({ to: '/time' }) }
      }
    >
      {(rows) => (
        <>
          <p className={classes.total}>
            <span>{range}</span>
            <strong>{`${sumOf(rows.map(({ hours }) => hours))} h in total`}</strong>
          </p>
          {rows.length === 0 && <p className={classes.soft}>No time entered this week.</p>}
          <div className={classes.days}>
            {days.slice(0, -1).map((day) => (
              <DaySheet
                key={dayOf(day)}
                day={day}
                isToday={dayOf(day) === today}
                user={colleague}
                entries={entries.filter(
                  ({ performed_at }) => performed_at && dayOf(new Date(performed_at)) === dayOf(day),
                )}
              />
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}
