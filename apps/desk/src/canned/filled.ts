/** A text that a person keeps to insert it again. */
export interface CannedText {
  id: string;
  name: string;
  text: string;
}

/** What texts may name in braces, by those names; what is not known here is left as it stands. */
export type Blanks = Partial<Record<'customer' | 'number' | 'title' | 'me', string>>;

/** Fills in what a text names, such as `{customer}`. */
export function filled(text: string, values: Blanks): string {
  return text.replace(/\{(\w+)\}/g, (named, name: string) =>
    Object.hasOwn(values, name) ? (values[name as keyof Blanks] ?? named) : named,
  );
}

/** Puts a text where the cursor of a field is, which is its end unless it was moved. The focus goes on from there. */
export function insertText(field: HTMLTextAreaElement | null | undefined, text: string): void {
  if (!field) return;
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
