import parseAddresses from 'nodemailer/lib/addressparser';

/** A single address without a name, a list or characters that could end a header. */
const ADDRESS = /^[^\s\p{C}@<>()[\],;:"\\]+@[^\s\p{C}@<>()[\],;:"\\]+$/u;
const MAX_LENGTH = 254;
/** White space and invisible characters, which get in by copy and paste. */
const SURROUNDING_SPACE = /^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$/gu;

/** The columns that contain an address, or several separated by commas. */
export const ADDRESS_COLUMNS: ReadonlySet<string> = new Set([
  'email',
  'email_aliases',
  'external_email',
  'non_beetil_users',
]);

/** Whether mail can be sent to a text. */
export function isAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && ADDRESS.test(text);
}

/** An address, or a list of them, without surrounding white space. */
export function trimmedAddress<Text extends string | null | undefined>(text: Text): Text {
  return typeof text === 'string' ? (text.replaceAll(SURROUNDING_SPACE, '') as Text) : text;
}

/** Trims the addresses among the fields. */
export function withTrimmedAddresses<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    ADDRESS_COLUMNS.has(name) ? trimmedAddress(value) : value,
  ]);
  return Object.fromEntries(entries) as Fields;
}

/** The addresses of a comma-separated list. */
export function addressesIn(list: string): string[] {
  return list.split(',').map(trimmedAddress).filter(Boolean);
}

/** Parses a mailbox: `Service Desk <desk@example.com>`, `"Kowhai, Ltd" <desk@example.com>` or an address alone. */
export function mailboxIn(text: string): { name: string; address: string } | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [mailbox, ...others] = parseAddresses(text);
  if (!mailbox || mailbox.group || others.length > 0 || !isAddress(mailbox.address)) return undefined;
  return { name: mailbox.name, address: mailbox.address };
}
