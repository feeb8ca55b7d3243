import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { callOf, oneLine } from './declarations.ts';

/** A field of a type, or a parameter of a query. */
export interface TypeField {
  name: string;
  optional: boolean;
  type: string;
  text: string;
}

/** A type that is generated from the description. */
export interface GeneratedType {
  name: string;
  /** What it stands for, in a line. */
  type: string;
  text: string;
  /** The fields of an object. */
  fields: TypeField[] | undefined;
}

/** A method of the client. */
export interface ClientMethod {
  /** The operation that it is, such as `incidents.comments.create`. */
  id: string;
  signature: string;
  text: string;
}

/** What the generator wrote for the client. */
export interface GeneratedClient {
  types: GeneratedType[];
  queries: GeneratedType[];
  methods: ClientMethod[];
}

const printer = ts.createPrinter({ removeComments: true });

/** Reads the types and methods that a client has from its generated files. */
export function generatedOf(folder: string): GeneratedClient {
  const typesFile = parse(path.join(folder, 'types.ts'));
  const operationsFile = parse(path.join(folder, 'operations.ts'));
  const at = finder(typesFile);
  const named = (file: ts.SourceFile) => file.statements.filter(ts.isTypeAliasDeclaration).filter(isExported);
  const types = named(typesFile).map((node) => generatedType(node, at));
  const queries = named(operationsFile)
    .filter(({ name }) => name.text.endsWith('Query'))
    .map((node) => generatedType(node, at));
  const [operations] = operationsFile.statements.filter(ts.isInterfaceDeclaration);
  if (!operations) throw new Error(`${folder} has no operations`);
  return { types, queries, methods: methodsOf(operations.members, '', at) };
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function isExported({ modifiers }: ts.TypeAliasDeclaration): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** What a type refers to, one step on: the type itself where it refers to nothing. */
type Finder = (type: ts.Node) => ts.Node;

/** Finds what is meant by `paths['/users.{format}']['get']` and its like. */
function finder(file: ts.SourceFile): Finder {
  const roots = new Map<string, ts.Node>();
  for (const node of file.statements) {
    if (ts.isInterfaceDeclaration(node)) roots.set(node.name.text, node);
    else if (ts.isTypeAliasDeclaration(node) && isExported(node)) roots.set(node.name.text, node.type);
  }
  const follow: Finder = (type) => {
    const next = step(type);
    return next === type ? type : follow(next);
  };
  const step: Finder = (type) => {
    if (ts.isTypeReferenceNode(type)) {
      const name = type.typeName.getText().replace(/^schema\./, '');
      const [inner] = type.typeArguments ?? [];
      return name === 'NonNullable' && inner ? step(inner) : (roots.get(name) ?? type);
    }
    if (!ts.isIndexedAccessTypeNode(type)) return type;
    const holder = follow(type.objectType);
    const { indexType } = type;
    if (!ts.isLiteralTypeNode(indexType) || !ts.isStringLiteral(indexType.literal)) return type;
    const { text } = indexType.literal;
    return membersOf(holder, follow).find((member) => nameOf(member) === text)?.type ?? type;
  };
  return step;
}

/** The members of an object, with those of the types that it extends. */
function membersOf(node: ts.Node, at: Finder): ts.PropertySignature[] {
  if (ts.isIntersectionTypeNode(node))
    return node.types.toReversed().flatMap((part) => membersOf(at(part), at));
  const holds = ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node);
  return holds ? node.members.filter(ts.isPropertySignature) : [];
}

function nameOf({ name }: ts.PropertySignature | ts.MethodSignature): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}

function generatedType(alias: ts.TypeAliasDeclaration, at: Finder): GeneratedType {
  const target = at(alias.type);
  const fields = membersOf(target, at).map((member) => ({
    name: nameOf(member),
    optional: member.questionToken !== undefined,
    type: member.type ? fieldType(member.type, at) : 'unknown',
    text: commentOf(member),
  }));
  return {
    name: alias.name.text,
    type: typeText(target),
    text: commentOf(alias),
    fields: fields.length > 0 ? fields : undefined,
  };
}

/** A parameter's type has no name that helps: what it stands for does. */
function fieldType(type: ts.TypeNode, at: Finder): string {
  const text = typeText(type);
  return text.startsWith('Parameter') ? typeText(at(type)) : text;
}

/** The methods below a name, in their order. */
function methodsOf(members: ts.NodeArray<ts.TypeElement>, above: string, at: Finder): ClientMethod[] {
  return members.flatMap((member): ClientMethod[] => {
    if (ts.isMethodSignature(member)) {
      const signature = simpler(callOf(member), member, at);
      return [{ id: `${above}${nameOf(member)}`, signature, text: commentOf(member) }];
    }
    if (!ts.isPropertySignature(member) || !member.type || !ts.isTypeLiteralNode(member.type)) return [];
    return methodsOf(member.type.members, `${above}${nameOf(member)}.`, at);
  });
}

/** A signature in which what is inside a wrapper has the name of its own. */
function simpler(signature: string, node: ts.Node, at: Finder): string {
  let text = signature;
  const visit = (inner: ts.Node): void => {
    if (ts.isIndexedAccessTypeNode(inner)) text = text.replace(typeText(inner), () => typeText(at(inner)));
    else ts.forEachChild(inner, visit);
  };
  visit(node);
  return text;
}

/** A type in a line, the types of the description by their names. */
function typeText(node: ts.Node): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return oneLine(text)
    .replaceAll(/components\["schemas"\]\["(\w+)"\]/g, '$1')
    .replaceAll(/components\["parameters"\]\["(\w+)"\]/g, 'Parameter$1')
    .replaceAll(/\b(?:schema|query)\./g, '')
    .replaceAll(/; \}/g, ' }');
}

/** The words of a member or type; of what openapi-typescript wrote, its description. */
function commentOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (!comment || !ts.isJSDoc(comment)) return '';
  const described = comment.tags?.find(({ tagName }) => tagName.text === 'description') ?? comment;
  return (ts.getTextOfJSDocComment(described.comment) ?? '').replaceAll('*\\/', '*/');
}
