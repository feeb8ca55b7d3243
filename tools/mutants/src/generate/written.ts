import { operationTable } from '@service-desk/client';
import type { ProxyFault } from '../proxy.ts';
import type { ParsedBody, Value } from './body.ts';
import type { BodyFieldTarget, ValueKind } from './model.ts';
import {
  fieldsIn,
  inWritten,
  isBlank,
  isDone,
  isRefused,
  type Operator,
  only,
  operators,
  refusedResponse,
  withOnlyFields,
} from './operator.ts';
import { DATE_CHANGES, next, TEXT_CHANGES } from './values.ts';

/** What becomes of a field that is sent; undefined where it is not sent at all. */
type BodyEdit = (value: Value, fields: Value, format: ParsedBody['format']) => Value | undefined;
type Row = readonly [
  applies: (target: BodyFieldTarget) => boolean,
  says: string,
  edit: (target: BodyFieldTarget) => BodyEdit,
];

const UNSENT = undefined;

/** Faults in what is made of a field that a client writes. */
export const writtenOperators: readonly Operator[] = [
  ...written('written field ignored', [
    [anything, 'is ignored', () => () => UNSENT],
    [
      anything,
      'is ignored where another field is sent',
      () => (value, fields) => (Object.keys(fields).length > 1 ? UNSENT : value),
    ],
    [
      anything,
      'is ignored where it is sent alone',
      () => (value, fields) => (Object.keys(fields).length === 1 ? UNSENT : value),
    ],
    [anything, 'is ignored once it was written', once],
  ]),
  ...written('clearing ignored', [
    [isCleared, 'cannot be cleared', () => (value) => (isBlank(value) ? UNSENT : value)],
    [isCleared, 'cannot be cleared by null', () => (value) => (value === null ? UNSENT : value)],
    [isCleared, 'cannot be cleared by ""', () => (value) => (value === '' ? UNSENT : value)],
    [
      kinds('flag', 'number', 'code'),
      'cannot be 0',
      () => (value) => (/^(0|false)$/.test(String(value)) ? UNSENT : value),
    ],
  ]),
  ...written(
    'absence clears',
    [[(each) => isOptional(each) && each.clears, 'is cleared where it is not sent', absentIs('')]],
    'absent',
  ),
  ...written('default forgotten', [[isShownCode, 'is 0 where it is not sent', absentIs(0)]], 'absent'),
  ...written('written to another field', [
    [
      hasSibling,
      'is written to another field',
      ({ sibling }) =>
        (value, fields) => {
          fields[String(sibling)] = value;
          return UNSENT;
        },
    ],
    [
      hasSibling,
      'is written to another field as well',
      ({ sibling }) =>
        (value, fields) => {
          fields[String(sibling)] = value;
          return value;
        },
    ],
    [
      hasSibling,
      'is what another field of the request says',
      ({ sibling }) =>
        (value, fields) =>
          fields[String(sibling)] ?? value,
    ],
  ]),
  ...TEXT_CHANGES.flatMap(({ kind, says, change }) =>
    written(`${kind} when written`, [
      [kinds('text'), says, () => (value) => (typeof value === 'string' ? change(value) : value)],
    ]),
  ),
  ...written('date changed when written', [
    ...DATE_CHANGES.map(
      ({ says, change }): Row => [
        kinds('date'),
        says,
        () => (value) => (typeof value === 'string' ? change(value) : value),
      ],
    ),
    [kinds('date'), 'is always now', () => (value) => (isBlank(value) ? value : new Date().toISOString())],
  ]),
  ...written('number changed when written', [
    [kinds('number'), 'is one more', () => next],
    [kinds('number'), 'is rounded', () => (value) => (isBlank(value) ? value : Math.round(Number(value)))],
    [kinds('code'), 'is the next of its table', () => next],
    [kinds('flag'), 'is always on', () => (value) => (isBlank(value) ? value : true)],
    [kinds('id'), 'is the id that was sent before', before],
  ]),
  ...written('spelling ignored', [
    [
      kinds('id', 'number', 'code', 'flag'),
      'is ignored where it is a text',
      () => (value, _fields, format) =>
        format === 'json' && typeof value === 'string' && value !== '' ? UNSENT : value,
    ],
    [
      kinds('id', 'number', 'code', 'flag'),
      'is ignored where it is a number',
      () => (value) => (typeof value === 'number' ? UNSENT : value),
    ],
    [
      kinds('id'),
      'is ignored where it is an object',
      () => (value) => (typeof value === 'object' && value !== null ? UNSENT : value),
    ],
    [anything, 'is ignored in XML', () => (value, _fields, format) => (format === 'xml' ? UNSENT : value)],
    [anything, 'is ignored in forms', () => (value, _fields, format) => (format === 'form' ? UNSENT : value)],
    [
      kinds('date'),
      'is ignored without a time of day',
      () => (value) => (/^\d{4}-\d\d-\d\d$/.test(String(value)) ? UNSENT : value),
    ],
    [
      kinds('list'),
      'is ignored but for its first entry',
      () => (value) => (Array.isArray(value) ? value.slice(0, 1) : value),
    ],
  ]),
  ...refusals('good value refused', [
    ['is refused with "<" or "&" in it', (value) => /[<&]/.test(String(value))],
    ['is refused beyond 100 characters', (value) => typeof value === 'string' && value.length > 100],
    ['is refused with letters beyond Latin-1', (value) => /[^\0-\u00ff]/u.test(String(value))],
    ['is refused where it is null', (value) => value === null],
    ['is refused where it is ""', (value) => value === ''],
    ['is refused with several lines', (value) => typeof value === 'string' && /\n/.test(value)],
    ['is refused where it is a text', (value) => /^\d+$/.test(typeof value === 'string' ? value : '')],
  ]),
  ...operators('written', 'bad value accepted', [
    [
      anything,
      ({ operations: [at], name }) => `${at} takes a call without ${name} that it ought to refuse`,
      accepting,
    ],
    [kinds('text'), ({ operations: [at], name }) => `${at} cuts a ${name} that is too long`, cutting],
  ]),
];

function written(kind: string, rows: readonly Row[], where: 'sent' | 'absent' = 'sent'): Operator[] {
  return operators(
    'written',
    kind,
    rows.map(([applies, says, make]) => [
      (target) =>
        applies(target) && (where === 'sent' || target.operations.every((each) => each.endsWith('update'))),
      ({ operations: [operation], name }) => `${operation} is sent: ${name} ${says}`,
      (target) => {
        const edit = make(target);
        return inWritten(target.operations, (fields, format) => {
          const { name } = target;
          if (name in fields === (where === 'absent')) return;
          const value = edit(fields[name], fields, format);
          if (value === UNSENT) delete fields[name];
          else fields[name] = value;
        });
      },
    ]),
  );
}

/** A value that is good is refused. */
function refusals(
  kind: string,
  rows: readonly (readonly [says: string, isMet: (value: Value) => boolean])[],
): Operator[] {
  return operators(
    'written',
    kind,
    rows.map(([says, isMet]) => [
      anything,
      ({ operations: [operation], name }) => `${operation} is sent: ${name} ${says}`,
      ({ operations, name }) =>
        only(operations, async (request, pass, operation) => {
          const fields = fieldsIn(request, operation) ?? {};
          if (!(name in fields) || !isMet(fields[name])) return pass(request);
          const wrapper = operationTable[operation].wrapper;
          const read = await pass(wrapper ? { ...request, method: 'GET', body: '' } : request);
          return refusedResponse(read, `${name} is invalid`);
        }),
    ]),
  );
}

/** Repeats a call that was refused because of the field with what was accepted for it before, or without it. */
function accepting({ operations, name }: BodyFieldTarget): ProxyFault {
  let good: Value;
  return only(operations, async (request, pass, operation) => {
    const answer = await pass(request);
    const fields = fieldsIn(request, operation) ?? {};
    if (isDone(answer)) {
      if (!isBlank(fields[name])) good = fields[name];
      return answer;
    }
    if (!isRefused(answer)) return answer;
    const { [name]: _bad, ...others } = fields;
    const again = await pass(
      withOnlyFields(request, operation, good === undefined ? others : { ...others, [name]: good }),
    );
    return isDone(again) ? again : answer;
  });
}

function cutting({ operations, name }: BodyFieldTarget): ProxyFault {
  return only(operations, async (request, pass, operation) => {
    const answer = await pass(request);
    const fields = fieldsIn(request, operation) ?? {};
    if (!isRefused(answer, /too long/) || typeof fields[name] !== 'string') return answer;
    const again = await pass(
      withOnlyFields(request, operation, { ...fields, [name]: fields[name].slice(0, 255) }),
    );
    return isDone(again) ? again : answer;
  });
}

function absentIs(blank: Value): () => BodyEdit {
  return () => () => blank;
}

function once(): BodyEdit {
  let count = 0;
  return (value) => {
    count += 1;
    return count > 1 ? UNSENT : value;
  };
}

function before(): BodyEdit {
  let last: Value;
  return (value) => {
    const sent = isBlank(last) || isBlank(value) ? value : last;
    last = value;
    return sent;
  };
}

function anything({ name }: BodyFieldTarget): boolean {
  return name !== '';
}

function isShownCode({ kind, shown }: BodyFieldTarget): boolean {
  return shown && ['flag', 'code', 'number'].includes(kind);
}

function isCleared({ shown, clears }: BodyFieldTarget): boolean {
  return shown && clears;
}

function isOptional({ mandatory, shown }: BodyFieldTarget): boolean {
  return !mandatory && shown;
}

function hasSibling({ sibling }: BodyFieldTarget): boolean {
  return sibling !== undefined;
}

function kinds(...all: ValueKind[]): (target: BodyFieldTarget) => boolean {
  return ({ kind }) => all.includes(kind);
}
