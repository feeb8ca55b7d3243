import { avatarUrl, type PersonAvatar } from '@service-desk/client';
import classes from './avatar.module.css';

interface AvatarProps {
  of: { avatar?: PersonAvatar; full_name: string };
  size?: 'medium' | 'large';
}

/** A person's picture, or their initials. Decorative, since their name is next to it. */
export function Avatar({ of: { avatar = null, full_name }, size = 'medium' }: AvatarProps) {
  const picture = avatarUrl(avatar, size);
  const pixels = size === 'large' ? 61 : 24;
  const look = { className: classes.avatar, 'data-size': size };
  if (picture) return <img src={picture} alt="" width={pixels} height={pixels} loading="lazy" {...look} />;
  // CSS renders the initials, so that they are not part of the page's text.
  return <i aria-hidden="true" data-initials={initialsOf(full_name)} {...look} />;
}

/** The first letters of the first and last word. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...word][0]?.toLocaleUpperCase()).join('');
}
