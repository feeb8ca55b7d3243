import type { PersonAvatar } from './generated/types.ts';

/** The file names of v1's sizes. The full size keeps its original name. */
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

/** The size of a picture, as v1's guide names it. */
export type AvatarSize = 'full_size' | keyof typeof FILES;

/**
 * The address of a picture. It needs no token, so an `<img>` can use it.
 *
 * @param baseUrl The client's `baseUrl`: pictures are on the host of the API. Without it the result is a path, which
 *   works on a page served from that host.
 * @returns undefined if there is no picture
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
