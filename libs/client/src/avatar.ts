import type { PersonAvatar } from './generated/types.ts';

/** The file names of v1's sizes; full size has the name that it came with. */
const FILES = {
  /** 180 × 61 pixels. */
  scaled_large: 'W.png',
  /** 61 × 61 pixels. */
  large: 'L.png',
  /** 32 × 32 pixels. */
  medium: 'M.png',
  /** 21 × 21 pixels. */
  small: 'S.png',
  /** 16 × 16 pixels. */
  super_small: 'X.png',
} as const;

/** A size of a picture, by the name that v1's guide gives it. */
export type AvatarSize = 'full_size' | keyof typeof FILES;

/**
 * Where a picture is to be found. It needs no token, so that it can stand in an `<img>`.
 *
 * @param baseUrl The address that the client was created with: pictures are on the same host, beside the API. Without it
 *   the address is the path on that host, which will do for a page that is served from there.
 * @returns undefined where there is no picture
 */
export function avatarUrl(
  avatar: PersonAvatar,
  size: AvatarSize = 'full_size',
  baseUrl?: string,
): string | undefined {
  if (!avatar) return undefined;
  const { public_filename } = avatar;
  const path = size === 'full_size' ? public_filename : public_filename.replace(/[^/]*$/, FILES[size]);
  return baseUrl === undefined ? path : new URL(path, baseUrl).href;
}
