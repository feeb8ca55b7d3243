import path from 'node:path';
import ts from 'typescript';

/** What a package exports under a name. */
export interface Declaration {
  name: string;
  /** The file that it stands in, relative to the sources. */
  file: string;
  /** What it is, as TypeScript: without a body, and without the members of an interface or class. */
  signature: string;
  comment: Comment;
  /** What an interface or class has, with what an interface takes over from others of the package. */
  members: DeclaredMember[];
}

/** A doc comment, its parts as Markdown. */
export interface Comment {
  text: string;
  params: { name: string; text: string }[];
  returns: string;
  throws: string[];
}

export interface DeclaredMember {
  name: string;
  optional: boolean;
  /** Its type, of a method its signature. */
  type: string;
  text: string;
}

/** What is written by a generator has pages of its own. */
const GENERATED = /[\\/]generated[\\/]/;

/** Reads what modules of a package export from their sources, in the order of these, aside from what is generated. */
export function declarationsOf(folder: string, modules: string[]): Declaration[] {
  const files = modules.map((module) => path.join(folder, module));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const exported = files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is not a module`);
    return checker.getExportsOfModule(module);
  });
  const symbols = new Set(
    exported.map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    ),
  );
  return [...symbols]
    .flatMap((symbol) => {
      const [node] = symbol.declarations ?? [];
      return node && !GENERATED.test(node.getSourceFile().fileName) ? [{ symbol, node }] : [];
    })
    .toSorted((a, b) => a.node.pos - b.node.pos)
    .map(({ symbol, node }) => ({
      name: symbol.name,
      file: path.relative(folder, node.getSourceFile().fileName),
      signature: signatureOf(node, checker),
      comment: commentOf(symbol, checker),
      members: membersOf(node, folder, checker),
    }));
}

const SPELT_OUT = ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.NoTruncation;

function signatureOf(node: ts.Declaration, checker: ts.TypeChecker): string {
  if (ts.isFunctionDeclaration(node)) return `function ${node.name?.text}${callOf(node)}`;
  if (ts.isVariableDeclaration(node)) return `const ${node.name.getText()}: ${typeText(node.type)}`;
  if (ts.isTypeAliasDeclaration(node)) {
    // What is taken from a value says nothing to who does not see that value.
    const type = /\btypeof\b/.test(node.type.getText())
      ? checker.typeToString(checker.getTypeAtLocation(node), undefined, SPELT_OUT)
      : typeText(node.type);
    return `type ${node.name.text}${generics(node)} = ${type}`;
  }
  if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
    const kind = ts.isClassDeclaration(node) ? 'class' : 'interface';
    const heritage = (node.heritageClauses ?? []).map((clause) => ` ${oneLine(clause.getText())}`).join('');
    return `${kind} ${node.name?.text}${generics(node)}${heritage}`;
  }
  throw new Error(`${node.getText().slice(0, 60)} is of a kind that the reference does not show`);
}

/** What a call takes and gives. A parameter that is taken apart has no name of its own: it is the options. */
export function callOf(node: ts.SignatureDeclaration): string {
  const parameters = node.parameters.map((parameter) => {
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : 'options';
    const optional = parameter.questionToken || parameter.initializer ? '?' : '';
    return `${parameter.dotDotDotToken ? '...' : ''}${name}${optional}: ${typeText(parameter.type)}`;
  });
  return `${generics(node)}(${parameters.join(', ')}): ${typeText(node.type)}`;
}

function generics({
  typeParameters,
}: {
  typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined;
}): string {
  if (!typeParameters) return '';
  return `<${typeParameters.map((parameter) => oneLine(parameter.getText())).join(', ')}>`;
}

function membersOf(node: ts.Declaration, root: string, checker: ts.TypeChecker): DeclaredMember[] {
  if (ts.isClassDeclaration(node)) {
    const own = node.members.filter(ts.isPropertyDeclaration).filter((member) => !overrides(member));
    return own.flatMap((member) => memberOf(checker.getSymbolAtLocation(member.name), checker) ?? []);
  }
  if (!ts.isInterfaceDeclaration(node)) return [];
  return checker.getPropertiesOfType(checker.getTypeAtLocation(node)).flatMap((property) => {
    const at = property.declarations?.[0];
    const file = at?.getSourceFile().fileName ?? '';
    const ours = !path.relative(root, file).startsWith('..') && !GENERATED.test(file);
    return ours && (at?.parent === node || standsHere(at?.parent)) ? (memberOf(property, checker) ?? []) : [];
  });
}

/** Whether what an interface has is shown at those that extend it: it has no place of its own, or means the same there. */
function standsHere(base: ts.Node | undefined): boolean {
  if (!base || !ts.isInterfaceDeclaration(base)) return false;
  return !base.typeParameters || !base.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function overrides(member: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override) !== 0;
}

function memberOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): DeclaredMember | undefined {
  const node = symbol?.declarations?.[0];
  if (!symbol || !node) return undefined;
  const { text, returns } = commentOf(symbol, checker);
  const common = { name: symbol.name, optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0 };
  const words = [text, returns && `Gives ${returns}`].filter(Boolean).join(' ');
  if (ts.isMethodSignature(node)) return { ...common, type: callOf(node), text: words };
  if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
    return { ...common, type: typeText(node.type), text: words };
  }
  return undefined;
}

function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): Comment {
  const tags = symbol.getJsDocTags(checker);
  const all = (name: string) =>
    tags.filter((tag) => tag.name === name).map(({ text }) => linked(ts.displayPartsToString(text)));
  return {
    text: linked(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    params: all('param').map((text) => {
      const [, name = '', words = ''] = /^(\S+)\s*-?\s*([\s\S]*)$/.exec(text) ?? [];
      return { name, text: words };
    }),
    returns: all('returns')[0] ?? '',
    throws: all('throws'),
  };
}

/** `{@link Name}` as code, which the site makes a link of. */
function linked(text: string): string {
  return text.replaceAll(/\{@link (\w+) *\}/g, '`$1`');
}

function typeText(node: ts.TypeNode | undefined): string {
  return oneLine(node?.getText() ?? 'unknown').replaceAll(/\b(?:schema|query)\./g, '');
}

export function oneLine(text: string): string {
  return text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
