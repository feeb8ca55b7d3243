/** A text of the description as a comment, which none of its words can end. */
export function docComment(text: string): string {
  const lines = text.split('\n').map((line) => ` * ${line}`.trimEnd());
  return `/**\n${lines.join('\n').replaceAll('*/', '*\\/')}\n */`;
}
