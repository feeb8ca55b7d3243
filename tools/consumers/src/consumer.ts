/** A page that is opened in Chromium, and prints what passed to its console. */
export interface BrowserPage {
  /** Its file in the project; below the server's address, if there is a server. */
  page: string;
  /** A program of the project's packages with its arguments; it serves the page at the port in `PORT`. */
  serve?: string;
}

/** A project of the kind that uses the packages. */
export interface Consumer {
  /** What kind of project it is, for example `vitest, jsdom`. */
  kind: string;
  /** The version of what makes it that kind. */
  version: string;
  /** Its packages with exact versions. Those of this repository have none, and are installed as packed. */
  packages: Readonly<Record<string, string>>;
  /** What installs them. pnpm lays them out so that a package finds only its own dependencies. Default, npm. */
  manager?: 'npm' | 'pnpm';
  /** Its files, by path. */
  files: Readonly<Record<string, string>>;
  /** The command that checks its types or bundles it. */
  compile?: string;
  /** The command that runs the program, or the page that does. It says `N checks passed`. */
  run?: string | BrowserPage;
}

/** A kind of project that cannot be tried with what the package registry brings. */
export interface Unavailable {
  kind: string;
  reason: string;
}
