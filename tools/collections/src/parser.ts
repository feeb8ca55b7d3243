import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const { resolve } = createRequire(import.meta.url);

/** The grammars, by language. */
const GRAMMARS = {
  csharp: 'tree-sitter-c-sharp/tree-sitter-c_sharp.wasm',
  php: 'tree-sitter-php/tree-sitter-php.wasm',
  powershell: 'tree-sitter-powershell/tree-sitter-powershell.wasm',
  ruby: 'tree-sitter-ruby/tree-sitter-ruby.wasm',
};

/** A parser that returns the syntax errors of a text, each with its line. */
export async function parserOf(language: keyof typeof GRAMMARS): Promise<(text: string) => string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(resolve(GRAMMARS[language])));
  return (text) => {
    // The guide continues a program in further blocks. Without its first line, PHP is text.
    const source = language === 'php' && !text.startsWith('<?php') ? `<?php\n${text}` : text;
    const tree = parser.parse(source);
    if (!tree) throw new Error(`${language} was not parsed`);
    const faults = errorsIn(tree.rootNode).map(
      ({ startPosition, isMissing, type, text: found }) =>
        `line ${startPosition.row + 1}: ${isMissing ? `${type} is missing` : `unexpected ${found.slice(0, 60)}`}`,
    );
    tree.delete();
    return faults;
  };
}

function errorsIn(node: Node): Node[] {
  if (!node.hasError) return [];
  if (node.isError || node.isMissing) return [node];
  return node.children.flatMap((child) => (child ? errorsIn(child) : []));
}
