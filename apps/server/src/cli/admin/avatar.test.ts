import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call, url, folder, store } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');
await call(token, 'Companies', 'POST', { Company: { name: 'Rata' } });
await call(token, 'customers', 'POST', { customer: { first_name: 'Jim', last_name: 'Barrett' } });

/** A picture of one colour in a file of that name. */
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
  'the picture of a %s (%s) is served in all sizes, and gone when it is taken away',
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

test.each(['png', 'jpeg', 'webp', 'tiff'] as const)(
  '[pictures.5] a %s is kept upright and says nothing of where it was taken, also one that was kept before',
  async (format) => {
    const file = path.join(folder, `turned.${format}`);
    const turned = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#269' } })
      .withMetadata({
        orientation: 6,
        exif: { IFD0: { Copyright: 'Secret' }, IFD3: { GPSLatitudeRef: 'S' } },
      })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(turned).metadata()).orientation).toBe(6);
    writeFileSync(file, turned);
    const { public_filename } = await run('avatar', 'set', 'user', 'Aroha', file);
    const served = async (name: string) =>
      Buffer.from(await (await fetch(url + public_filename.replace(/[^/]+$/, name))).arrayBuffer());
    const own = path.basename(public_filename);
    const check = async () => {
      const { width, height, exif, orientation = 1 } = await sharp(await served(own)).metadata();
      expect({ width, height, exif, orientation }).toEqual({
        width: 60,
        height: 90,
        exif: undefined,
        orientation: 1,
      });
      expect((await sharp(await served('L.png')).metadata()).exif).toBeUndefined();
      expect((await served(own)).includes('Secret')).toBe(false);
    };
    await check();
    if (format !== 'png' && format !== 'jpeg') return;
    await store.write(1, (db) => db.updateTable('pictures').set({ content: turned }).execute());
    await check();
  },
);

test('what is no picture is refused', async () => {
  const file = path.join(folder, 'notes.png');
  writeFileSync(file, 'no picture');
  expect(await refused('avatar', 'set', 'user', 'Aroha', file)).toMatch(
    /^notes\.png is no picture that can be read: /,
  );
  expect(await refused('avatar', 'set', 'user', 'Aroha', path.join(folder, 'none.png'))).toMatch(/ENOENT/);
  expect(await refused('avatar', 'set', 'group', 'Aroha', file)).toBe('no group found: Aroha');
});
