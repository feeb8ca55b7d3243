import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call, url, folder, store } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');
await call(token, 'Companies', 'POST', { Company: { name: 'Rata' } });
await call(token, 'customers', 'POST', { customer: { first_name: 'Jim', last_name: 'Barrett' } });

/** Writes a picture of a single colour to a file. */
async function picture(name: string, format: 'png' | 'jpeg' | 'webp'): Promise<string> {
  const file = path.join(folder, name);
  const image = sharp({ create: { width: 90, height: 60, channels: 3, background: '#269' } });
  writeFileSync(file, await image.toFormat(format).toBuffer());
  return file;
}

test.each([
  ['user', 'Aroha', 'png', 'me.png', 'image/png', 'me.png'],
  ['customer', 'Jim Barrett', 'jpeg', 'Jim (home).JPG', 'image/jpeg', 'Jim__home_.jpg'],
  ['company', 'Rata', 'webp', 'logo.webp', 'image/png', 'logo.png'],
  ['service', 'Service Desk', 'png', 'M.png', 'image/png', 'picture_M.png'],
] as const)(
  'the picture of a %s (%s) is served in all sizes until it is removed',
  async (kind, owner, format, name, type, served) => {
    const set = await run('avatar', 'set', kind, owner, await picture(name, format));
    expect(set.public_filename).toMatch(new RegExp(`^/avatars/get/.*/${served}$`));
    const full = await fetch(url + set.public_filename);
    expect([full.status, full.headers.get('content-type')]).toEqual([200, type]);
    expect((await sharp(await full.arrayBuffer()).metadata()).width).toBe(90);
    const small = await fetch(url + set.public_filename.replace(/[^/]+$/, 'M.png'));
    expect((await sharp(await small.arrayBuffer()).metadata()).width).toBe(32);
    expect(await run('avatar', 'list')).toMatchObject([{ id: 1, public_filename: set.public_filename }]);

    const again = await run('avatar', 'set', kind, owner, await picture('other.png', 'png'));
    expect((await fetch(url + set.public_filename)).status).toBe(404);
    await run('avatar', 'remove', kind, owner, '--yes');
    expect((await fetch(url + again.public_filename)).status).toBe(404);
    expect(await refused('avatar', 'remove', kind, owner, '--yes')).toBe(`${kind} 1 has no picture`);
    expect(await run('avatar', 'list')).toEqual([]);
  },
);

/** A rotated photo, stored with red at the left and displayed with red at the top, with a location in its metadata. */
async function photo(format: 'png' | 'jpeg' | 'webp' | 'tiff'): Promise<Buffer> {
  const red = await sharp({ create: { width: 40, height: 60, channels: 3, background: '#c33' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 90, height: 60, channels: 3, background: '#269' } })
    .composite([{ input: red, left: 0, top: 0 }])
    .withExif({
      IFD0: { Copyright: 'Aroha at home' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '41/1 17/1 0/1' },
    })
    .withMetadata({ orientation: 6, icc: 'p3' })
    .toFormat(format)
    .toBuffer();
}

/** Expects a served picture to be upright, without metadata and with its colours. */
async function expectClean(address: string): Promise<void> {
  const served = Buffer.from(await (await fetch(url + address)).arrayBuffer());
  const { width, height, exif, xmp, iptc, orientation } = await sharp(served).metadata();
  expect({ width, height, exif, xmp, iptc, orientation }).toEqual({ width: 60, height: 90 });
  expect(served.includes('Aroha at home')).toBe(false);
  const { data, info } = await sharp(served).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const colour = (x: number, y: number) =>
    [...data.subarray((y * info.width + x) * info.channels)].slice(0, 3);
  const near = (found: number[], expected: number[]) =>
    found.forEach((value, index) => {
      expect(Math.abs(value - (expected[index] ?? 0)), String(found)).toBeLessThan(12);
    });
  near(colour(30, 10), [0xcc, 0x33, 0x33]);
  near(colour(30, 80), [0x22, 0x66, 0x99]);
}

test.each(['png', 'jpeg', 'webp', 'tiff'] as const)(
  '[pictures.5] a photo in %s is stored upright and without its metadata',
  async (format) => {
    const file = path.join(folder, `photo.${format}`);
    const content = await photo(format);
    expect((await sharp(content).metadata()).orientation).toBe(6);
    writeFileSync(file, content);
    const { public_filename } = await run('avatar', 'set', 'user', 'Aroha', file);
    const stored = await store.reading
      .selectFrom('pictures')
      .select('content')
      .where('public_filename', '=', public_filename)
      .executeTakeFirstOrThrow();
    expect(Buffer.from(stored.content).includes('Aroha at home')).toBe(false);
    await expectClean(public_filename);
  },
);

test('[pictures.5] a photo from an earlier version or an import is served without its metadata', async () => {
  const { public_filename } = await run('avatar', 'set', 'user', 'Aroha', await picture('me.jpg', 'jpeg'));
  const content = await photo('jpeg');
  await store.write(1, (db) =>
    db.updateTable('pictures').set({ content }).where('public_filename', '=', public_filename).execute(),
  );
  await expectClean(public_filename);
  await store.write(1, (db) =>
    db
      .updateTable('pictures')
      .set({ content: Buffer.from('not a picture') })
      .where('public_filename', '=', public_filename)
      .execute(),
  );
  expect((await fetch(url + public_filename)).status).toBe(404);
});

test('a file that is not a picture is refused', async () => {
  const file = path.join(folder, 'notes.png');
  writeFileSync(file, 'not a picture');
  expect(await refused('avatar', 'set', 'user', 'Aroha', file)).toMatch(
    /^cannot read notes\.png as a picture: /,
  );
  expect(await refused('avatar', 'set', 'user', 'Aroha', path.join(folder, 'none.png'))).toMatch(/ENOENT/);
  expect(await refused('avatar', 'set', 'group', 'Aroha', file)).toBe('no group found: Aroha');
});
