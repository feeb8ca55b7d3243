import type { Schema } from '@service-desk/description/description';

/** A text of the description as a comment, which none of its words can end. */
export function docComment(text: string): string {
  const lines = text.split('\n').map((line) => ` * ${line}`.trimEnd());
  return `/**\n${lines.join('\n').replaceAll('*/', '*\\/')}\n */`;
}

/** The text of a schema, with the meaning of each of its codes, since an editor shows nothing but the text. */
export function commentText({ description, 'x-enumDescriptions': meanings = {} }: Schema): string {
  const codes = Object.entries(meanings).map(([code, meaning]) => `- \`${code}\` ${meaning}`);
  return [description, codes.join('\n')].filter(Boolean).join('\n\n');
}
