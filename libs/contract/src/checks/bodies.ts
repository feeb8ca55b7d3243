import { readXml } from '../v1/bodies.ts';

/** A body in either format. */
export function bodyOf(text: string): unknown {
  return isXml(text) ? readXml(text, 'rounded') : JSON.parse(text);
}

/** What is wrong about an answer that comes in another format than its address names. */
export function formatFaults(format: string, type: string | undefined, text: string | undefined): string[] {
  const wanted = format === 'xml' ? 'xml' : 'json';
  if (type !== undefined && !type.includes(wanted)) return [`${type}, where v1 answers ${wanted}`];
  if (text === undefined || isXml(text) === (wanted === 'xml')) return [];
  return [`another format than ${wanted}, which v1 answers`];
}

function isXml(text: string): boolean {
  return text.trimStart().startsWith('<');
}
