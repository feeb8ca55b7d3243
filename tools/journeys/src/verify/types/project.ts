import path from 'node:path';
import ts from 'typescript';

/** What the compiler says of a file. */
export interface CompilerError {
  /** From 0. */
  line: number;
  /** The compiler's own, such as 2345 for an argument of the wrong type. */
  code: number;
  message: string;
}

/** A program that uses the built client, as an editor sees it. */
export interface EditorProject {
  service: ts.LanguageService;
  faultsOf(file: string): CompilerError[];
  pathOf(file: string): string;
}

/**
 * Opens files that are nowhere but in memory, as if they stood here, with the strictest usual settings. They find the
 * client as its users do, by the declarations of its build.
 */
export function openProject(files: Readonly<Record<string, string>>): EditorProject {
  const pathOf = (file: string) => path.join(import.meta.dirname, file);
  const texts = new Map(Object.entries(files).map(([file, text]) => [pathOf(file), text]));
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
      noEmit: true,
    }),
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot(file) {
      const text = texts.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => import.meta.dirname,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => texts.has(file) || ts.sys.fileExists(file),
    readFile: (file) => texts.get(file) ?? ts.sys.readFile(file),
    directoryExists: ts.sys.directoryExists,
    realpath: ts.sys.realpath as (file: string) => string,
  };
  const service = ts.createLanguageService(host);
  function faultsOf(file: string): CompilerError[] {
    const faults = [service.getSyntacticDiagnostics, service.getSemanticDiagnostics].flatMap((of) =>
      of(pathOf(file)),
    );
    return faults.map(({ file: source, start = 0, code, messageText }) => ({
      line: source?.getLineAndCharacterOfPosition(start).line ?? 0,
      code,
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
    }));
  }
  return { service, faultsOf, pathOf };
}
