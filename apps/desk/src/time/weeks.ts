const DAY = 86_400_000;

/** The ISO week of a local date, such as `2026-W11`. */
export function weekOf(day: Date): string {
  // A week belongs to the year of its Thursday.
  const thursday = new Date(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Parses a week; undefined if it does not exist, such as `2026-W54`. */
export function parseWeek(value: unknown): string | undefined {
  const text = String(value ?? '').toUpperCase();
  if (!/^[1-9]\d{3}-W\d\d$/.test(text)) return undefined;
  return weekOf(mondayOf(text)) === text ? text : undefined;
}

/** The local start of the seven days of a week, and of the Monday after. */
export function daysOf(week: string): Date[] {
  const monday = mondayOf(week);
  return Array.from({ length: 8 }, (_, at) => shifted(monday, at));
}

/** The week a number of weeks later. */
export function weekAfter(week: string, weeks: number): string {
  return weekOf(shifted(mondayOf(week), weeks * 7));
}

/** A local date, such as `2026-03-09`. */
export function dayOf(moment: Date): string {
  const [month, day] = [moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${moment.getFullYear()}-${month}-${day}`;
}

/** The sum of hours, without the rounding errors of binary fractions. */
export function sumOf(hours: readonly number[]): number {
  return Math.round(hours.reduce((total, some) => total + some, 0) * 10_000) / 10_000;
}

function mondayOf(week: string): Date {
  const [year = 0, number = 0] = week.split('-W').map(Number);
  // January 4th is always in the first week.
  const fourth = new Date(year, 0, 4);
  return shifted(fourth, 1 - (fourth.getDay() || 7) + (number - 1) * 7);
}

// Not by hours, since a day has 23 or 25 hours when daylight saving time starts or ends.
function shifted(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}
