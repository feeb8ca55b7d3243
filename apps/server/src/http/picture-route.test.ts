import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startProvider } from '../test-support/provider.ts';

const { sandbox, dan, as } = await startProvider();

const PNG = '/avatars/get/67/ca/67ca168dcb91d0e315bdaf440b6137dc76103ca1/image_png';
const JPEG = '/avatars/get/06/e3/06e36438eef1ee3e569bc4af0ae608228a0c368d/image_jpeg';

/** What a browser gets that has no token. */
async function look(path: string, init?: RequestInit) {
  const response = await fetch(sandbox.url + path, init);
  const content = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, content };
}

test('[pictures.1] the link of a service leads to its picture', async () => {
  const { service } = (await dan.get('services/20')).result;
  const { avatar } = (await dan.get(service.avatar.avatar_link)).result;
  expect((await look(avatar.public_filename)).status).toBe(200);
  expect((await dan.get('avatars/9')).errors).toEqual(['[E400] no avatar found']);
  expect((await dan.get('avatars/get')).errors).toEqual(['[E400] no avatar found']);
  expect((await as('unknown').get('avatars/143')).status).toBe(401);
});

test.each([
  ['W', 180, 61],
  ['L', 61, 61],
  ['M', 32, 32],
  ['S', 21, 21],
  ['X', 16, 16],
])('[pictures.2] %s is a PNG of %i × %i', async (letter, width, height) => {
  for (const folder of [PNG, JPEG]) {
    const { status, headers, content } = await look(`${folder}/${letter}.png`);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width, height });
  }
});

test('[pictures.2] square sizes are filled, scaled large contains the whole picture between transparent margins', async () => {
  const large = await sharp((await look(`${PNG}/L.png`)).content).stats();
  expect(large.isOpaque).toBe(true);
  const scaled = sharp((await look(`${PNG}/W.png`)).content);
  const { info } = await scaled.trim().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([61, 61]);
});

test('[pictures.2] the full size is the original file', async () => {
  for (const [path, type] of [
    [`${PNG}/Picture_1.png`, 'png'],
    [`${JPEG}/bruce_lee_2_lrg.jpg`, 'jpeg'],
  ]) {
    const { headers, content } = await look(path as string);
    expect(headers.get('content-type')).toBe(`image/${type}`);
    expect(await sharp(content).metadata()).toMatchObject({ format: type, width: 240, height: 240 });
  }
});

test('[pictures.3] a picture needs no token, accepts a prefix, and may be cached', async () => {
  const plain = await look(`${PNG}/M.png`);
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('x-content-type-options')).toBe('nosniff');
  for (const prefix of ['/v1', '/external_api/v1', '/desk/external_api/v1']) {
    const { status, content } = await look(`${prefix}${PNG}/M.png`);
    expect([status, content]).toEqual([200, plain.content]);
  }
  expect((await look(`${PNG}/M.png`, { method: 'HEAD' })).status).toBe(200);
});

test('[pictures.4] an unknown picture is not found', async () => {
  for (const path of [
    `${PNG}/Q.png`,
    `${PNG}/m.png`,
    `${PNG}/constructor`,
    `${PNG}/Picture_2.png`,
    `${PNG}/`,
    PNG,
    `${PNG.replace('image_png', 'image_jpeg')}/M.png`,
    `${PNG.replace('/67/ca/', '/67/cb/')}/M.png`,
    `${PNG.replace('67ca168d', '67ca168e')}/M.png`,
    `${PNG}/..%2f${PNG.slice(1)}/M.png`,
    '/avatars/get/',
  ]) {
    const { status, headers } = await look(path);
    expect([status, headers.get('content-type'), headers.get('cache-control')], path).toEqual([
      404,
      'text/plain',
      null,
    ]);
  }
});
