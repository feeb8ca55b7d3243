import sharp, { type ResizeOptions } from 'sharp';
import type { ReadDb } from '../../store/store.ts';
import { folderOf } from './rows.ts';

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

/** The marker of a comment in a JPEG; sharp does not read it. */
const JPEG_COMMENT = Buffer.from([0xff, 0xfe]);

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
 * Removes the metadata of a picture, which may contain where it was taken, and rotates it upright. The colours become
 * sRGB, since the profile is removed too. A picture without metadata is returned unchanged. Pictures are also cleaned
 * when they are served, since an earlier version or an import may have stored them with metadata.
 */
export async function withoutMetadata(picture: Picture): Promise<Picture> {
  const { mediaType, content } = picture;
  const image = sharp(content, { limitInputPixels: LARGEST_PICTURE });
  const { exif, xmp, iptc, orientation, comments, tifftagPhotoshop } = await image.metadata();
  const isJpeg = mediaType === 'image/jpeg';
  const hasComment = isJpeg && Buffer.from(content).includes(JPEG_COMMENT);
  if (!(exif ?? xmp ?? iptc ?? orientation ?? comments ?? tifftagPhotoshop) && !hasComment) return picture;
  const upright = image.autoOrient();
  const clean = isJpeg ? upright.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }) : upright.png();
  return { mediaType, content: await clean.toBuffer() };
}

/**
 * The picture at that path, at full size as it came in or in one of the sizes, which are PNG. The path names no account:
 * who knows the key in it may see the picture.
 */
export async function findPicture(db: ReadDb, path: string): Promise<Picture | undefined> {
  const [, folder, key, file] = /^(.*\/([0-9a-f]{40})\/[^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (!key || !file) return undefined;
  const picture = await db.selectFrom('pictures').selectAll().where('key', '=', key).executeTakeFirst();
  if (!picture || folder !== folderOf(key, picture.media_type)) return undefined;
  const { content, media_type: mediaType, public_filename } = picture;
  try {
    if (path === public_filename) return await withoutMetadata({ content, mediaType });
    const size = sizes.get(file);
    if (!size) return undefined;
    const resized = sharp(content, { limitInputPixels: LARGEST_PICTURE }).autoOrient().resize(size).png();
    return { content: await resized.toBuffer(), mediaType: 'image/png' };
  } catch {
    // An import may bring what cannot be drawn.
    return undefined;
  }
}
