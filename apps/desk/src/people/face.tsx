import { avatarUrl, type PersonAvatar } from '@service-desk/client';
import classes from './face.module.css';

interface FaceProps {
  of: { avatar?: PersonAvatar; full_name: string };
  size?: 'medium' | 'large';
}

/** A person's picture, or their initials. It stands beside their name and says nothing more. */
export function Face({ of: { avatar = null, full_name }, size = 'medium' }: FaceProps) {
  const picture = avatarUrl(avatar, size);
  const pixels = size === 'large' ? 61 : 24;
  const look = { className: classes.face, 'data-size': size };
  if (picture) return <img src={picture} alt="" width={pixels} height={pixels} loading="lazy" {...look} />;
  // By CSS, so that they are no text of the page.
  return <i aria-hidden="true" data-initials={initialsOf(full_name)} {...look} />;
}

/** The first letters of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...word][0]?.toLocaleUpperCase()).join('');
}
