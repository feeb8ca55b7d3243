import sharp, { type ResizeOptions } from 'sharp';
import type { Db } from '../store/store.ts';
import { folderOf } from './avatars.ts';

/** The sizes of v1, by the name that takes the place of the file's: squares are cut to fill, a scaled one is whole. */
const sizes: ReadonlyMap<string, ResizeOptions> = new Map([
  ['W.png', { width: 180, height: 61, fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } }],
  ['L.png', { width: 61, height: 61, fit: 'cover' }],
  ['M.png', { width: 32, height: 32, fit: 'cover' }],
  ['S.png', { width: 21, height: 21, fit: 'cover' }],
  ['X.png', { width: 16, height: 16, fit: 'cover' }],
]);

/** Pixels beyond which a picture is not worked on. */
export const LARGEST_PICTURE = 4096 * 4096;

/** Whether a file of that name is one of the sizes, and not a picture as it came in. */
export function isSize(fileName: string): boolean {
  return sizes.has(fileName);
}

/** A picture as it is sent. */
export interface Picture {
  mediaType: string;
  content: Uint8Array;
}

/**
 * The picture at that path, at full size as it came in or in one of the sizes, which are PNG. The path names no account:
 * who knows the key in it may see the picture.
 */
export async function findPicture(db: Db, path: string): Promise<Picture | undefined> {
  const [, folder, key, file] = /^(.*\/([0-9a-f]{40})\/[^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (!key || !file) return undefined;
  const picture = await db.selectFrom('pictures').selectAll().where('key', '=', key).executeTakeFirst();
  if (!picture || folder !== folderOf(key, picture.media_type)) return undefined;
  const { content, media_type: mediaType, public_filename } = picture;
  if (path === public_filename) return { content: await cleaned(content, mediaType), mediaType };
  const size = sizes.get(file);
  if (!size) return undefined;
  const resized = sharp(content, { limitInputPixels: LARGEST_PICTURE }).autoOrient().resize(size).png();
  return { content: await resized.toBuffer(), mediaType: 'image/png' };
}

/**
 * A picture upright and without what its file says beside it, such as where it was taken. Its colours become sRGB, so
 * that they are right without a profile.
 */
export async function withoutMetadata(content: Uint8Array, mediaType: string): Promise<Uint8Array> {
  const upright = sharp(content, { limitInputPixels: LARGEST_PICTURE }).autoOrient();
  return (mediaType === 'image/jpeg' ? upright.jpeg({ quality: 92 }) : upright.png()).toBuffer();
}

/** What was kept before pictures were cleaned on the way in, or came by an import, is cleaned on the way out. */
async function cleaned(content: Uint8Array, mediaType: string): Promise<Uint8Array> {
  const { exif, xmp, iptc, comments, orientation = 1 } = await sharp(content).metadata();
  const tells = exif || xmp || iptc || (comments?.length ?? 0) > 0 || orientation !== 1;
  return tells ? withoutMetadata(content, mediaType) : content;
}
