import { Document, isScalar, Scalar, visit } from 'yaml';

/** Words that some version of YAML reads as a boolean or as null. */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);

/** How a text may begin that no version of YAML reads as a number, a date or an indicator. */
const TEXT = /^[A-Za-z/$]/;

/** Line breaks and controls of YAML 1.1 that are characters like others in 1.2. */
const CONTROLS = /[\x7f-\x9f\u2028\u2029\ufeff]/g;

/**
 * A value in YAML that readers of YAML 1.1, such as PyYAML and Ruby's, and of YAML 1.2 read alike: every text that one
 * of them could take for a boolean, a date or a number is in quotes.
 */
export function yamlOf(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (isScalar<string>(node) && typeof node.value === 'string') node.type = styleOf(node.value) as never;
    },
  });
  const text = document.toString({ lineWidth: 0 });
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function styleOf(text: string): Scalar.Type | undefined {
  if (text.search(CONTROLS) !== -1) return Scalar.QUOTE_DOUBLE;
  if (text.includes('\n')) return undefined;
  return TEXT.test(text) && !WORDS.has(text.toLowerCase()) ? undefined : Scalar.QUOTE_DOUBLE;
}
