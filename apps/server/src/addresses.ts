import parseAddresses from 'nodemailer/lib/addressparser';

/** One address and nothing else: no name, no list, nothing that could end a header. */
const ADDRESS = /^[^\s\p{C}@<>()[\],;:"\\]+@[^\s\p{C}@<>()[\],;:"\\]+$/u;
const LONGEST_ADDRESS = 254;
/** Blanks of every kind, and characters that show nothing: they come in by copy and paste. */
const AROUND = /^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$/gu;

/** The columns that hold an address, or several with commas between them. */
export const ADDRESS_COLUMNS: ReadonlySet<string> = new Set([
  'email',
  'email_aliases',
  'external_email',
  'non_beetil_users',
]);

/** Whether mail can be sent to a text. */
export function isAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text);
}

/** An address, or a list of them, without the blanks around it. */
export function trimmedAddress<Text extends string | null | undefined>(text: Text): Text {
  return typeof text === 'string' ? (text.replaceAll(AROUND, '') as Text) : text;
}

/** Fields as they came in, with the addresses among them trimmed. */
export function withTrimmedAddresses<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    ADDRESS_COLUMNS.has(name) ? trimmedAddress(value) : value,
  ]);
  return Object.fromEntries(entries) as Fields;
}

/** The parts of a list that commas separate. */
export function addressesIn(list: string): string[] {
  return list.split(',').map(trimmedAddress).filter(Boolean);
}

/** An address with the name before it, `Service Desk <desk@example.com>` or `"Kowhai, Ltd" <desk@example.com>`. */
export function mailboxIn(text: string): { name: string; address: string } | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [mailbox, ...others] = parseAddresses(text);
  if (!mailbox || mailbox.group || others.length > 0 || !isAddress(mailbox.address)) return undefined;
  return { name: mailbox.name, address: mailbox.address };
}
