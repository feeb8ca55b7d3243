import { csharp } from './csharp.ts';
import { curl } from './curl.ts';
import { php } from './php.ts';
import { powershell } from './powershell.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import type { ProviderAccess, SampleCall } from './sample-call.ts';
import { typescript } from './typescript.ts';

/** The languages of the samples. */
export type Language = 'curl' | 'typescript' | 'python' | 'php' | 'powershell' | 'csharp' | 'ruby';

/** How the reference shows a language. */
export interface SampleLanguage {
  title: string;
  /** The grammar that Redoc highlights it by. */
  redocLang: string;
  sample(call: SampleCall, connection: ProviderAccess): string;
}

/** All languages, in the order of the menu. */
export const LANGUAGES: Readonly<Record<Language, SampleLanguage>> = {
  curl: { title: 'curl', redocLang: 'bash', sample: curl },
  typescript: { title: 'TypeScript', redocLang: 'javascript', sample: typescript },
  python: { title: 'Python', redocLang: 'python', sample: python },
  php: { title: 'PHP', redocLang: 'php', sample: php },
  powershell: { title: 'PowerShell', redocLang: 'bash', sample: powershell },
  csharp: { title: 'C#', redocLang: 'csharp', sample: csharp },
  ruby: { title: 'Ruby', redocLang: 'ruby', sample: ruby },
};
