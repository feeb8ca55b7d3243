import { parseDate } from '@service-desk/client';
import { isSet, labelOf, type RecordValues, valueAt } from './trim.ts';

/** A condition on a field of a record, which v1 has no filter for. It has one of the operators. */
export interface Condition {
  field: string;
  is?: string;
  contains?: string;
  before?: string;
  after?: string;
}

const OPERATORS = ['is', 'contains', 'before', 'after'] as const;

/** What is wrong with conditions, one line for each fault. */
export function conditionFaults(conditions: readonly Condition[]): string[] {
  return conditions.flatMap((condition, index) => {
    const operators = OPERATORS.filter((operator) => operator in condition);
    if (operators.length !== 1)
      return [
        `where.${index} needs one of ${OPERATORS.join(', ')}, and has ${operators.join(', ') || 'none'}`,
      ];
    const { before, after } = condition;
    const date = before ?? after;
    const isDate = date === undefined || momentOf(date) !== undefined;
    return isDate ? [] : [`where.${index} compares with ${JSON.stringify(date)}, which is no date`];
  });
}

/** Whether a record meets a condition. */
export function meets(record: RecordValues, { field, ...condition }: Condition): boolean {
  const value = valueAt(record, field);
  if (condition.is !== undefined) return isSame(value, condition.is);
  if (condition.contains !== undefined) {
    const text = textOf(value);
    return text !== undefined && folded(text).includes(folded(condition.contains));
  }
  const moment = typeof value === 'string' ? momentOf(value) : undefined;
  if (moment === undefined) return false;
  const { before, after } = condition;
  if (before !== undefined) return moment < (momentOf(before) ?? Number.NaN);
  return moment > (momentOf(after ?? '') ?? Number.NaN);
}

/** A record or a person is the same as its id, or as its name. */
function isSame(value: unknown, wanted: string): boolean {
  if (wanted.trim() === '' || !isSet(value)) return wanted.trim() === '' && !isSet(value);
  const id = typeof value === 'object' ? (value as RecordValues).id : value;
  const texts = [id, textOf(value)].filter((each) => each !== undefined && each !== null);
  return texts.some((each) => folded(String(each)) === folded(wanted));
}

/** The text of a field: of a record or a person its name, of a list the names of its entries. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map((each) => textOf(each) ?? JSON.stringify(each)).join('\n');
  if (typeof value === 'object' && value !== null) return labelOf(value);
  return isSet(value) ? String(value) : undefined;
}

/** A text without differences of case and accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

function momentOf(text: string): number | undefined {
  if (text.trim().toLowerCase() === 'now') return Date.now();
  try {
    return parseDate(text)?.getTime();
  } catch {
    return undefined;
  }
}
