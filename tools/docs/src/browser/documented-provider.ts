import type { ProviderAccess } from '../samples/sample-call.ts';

/** What the build of the site knows of the documented provider. */
export interface DocumentedProvider extends ProviderAccess {
  /** The tokens that its examples call with; `token` is that of most. */
  tokens: readonly string[];
}

declare const DOCUMENTED: DocumentedProvider;

/** The documented provider; the build writes it into the scripts. */
export const documented: DocumentedProvider = DOCUMENTED;
