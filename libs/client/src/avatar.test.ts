import { expect, test } from 'vitest';
import { avatarUrl } from './avatar.ts';

const folder = '/avatars/get/67/ca/67ca168dcb91d0e315bdaf440b6137dc76103ca1/image_png';
const avatar = { public_filename: `${folder}/Picture_1.png` };

test('the address of a picture is on the host of the API, and at full size by default', () => {
  const baseUrl = 'https://api.gotoassist.com/desk/external_api/v1';
  expect(avatarUrl(avatar, undefined, baseUrl)).toBe(`https://api.gotoassist.com${folder}/Picture_1.png`);
  expect(avatarUrl(avatar, 'full_size', baseUrl)).toBe(`https://api.gotoassist.com${folder}/Picture_1.png`);
  expect(avatarUrl(avatar)).toBe(`${folder}/Picture_1.png`);
});

test.each([
  ['scaled_large', 'W'],
  ['large', 'L'],
  ['medium', 'M'],
  ['small', 'S'],
  ['super_small', 'X'],
] as const)('%s is %s.png beside it', (size, letter) => {
  expect(avatarUrl(avatar, size)).toBe(`${folder}/${letter}.png`);
  expect(avatarUrl(avatar, size, 'http://127.0.0.1:3000/v1')).toBe(
    `http://127.0.0.1:3000${folder}/${letter}.png`,
  );
});

test('without a picture there is no address, whatever form the blank has', () => {
  expect(avatarUrl(null, 'small', 'http://127.0.0.1:3000/v1')).toBeUndefined();
  expect(avatarUrl('')).toBeUndefined();
});
