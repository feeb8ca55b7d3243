import { isXml } from '../v1/bodies.ts';

/** What is wrong about an answer that comes in another format than its address names. */
export function formatFaults(format: string, type: string | undefined, text: string | undefined): string[] {
  const wanted = format === 'xml' ? 'xml' : 'json';
  if (type !== undefined && !type.includes(wanted)) return [`${type}, where v1 answers ${wanted}`];
  if (text === undefined || isXml(text) === (wanted === 'xml')) return [];
  return [`another format than ${wanted}, which v1 answers`];
}
