/** A text that the user has saved to insert it again. */
export interface CannedText {
  id: string;
  name: string;
  text: string;
}

/** Values for the placeholders of a text; a placeholder without a value is left as it is. */
export type Placeholders = Partial<Record<'customer' | 'number' | 'title' | 'me', string>>;

/** Replaces placeholders such as `{customer}`. */
export function fillPlaceholders(text: string, values: Placeholders): string {
  return text.replace(/\{(\w+)\}/g, (named, name: string) =>
    Object.hasOwn(values, name) ? (values[name as keyof Placeholders] ?? named) : named,
  );
}

/** Inserts a text at the cursor of a field, and focuses the field. */
export function insertText(field: HTMLTextAreaElement | null | undefined, text: string): void {
  if (!field) return;
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
