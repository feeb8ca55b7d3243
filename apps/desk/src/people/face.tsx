import { avatarUrl, type PersonAvatar } from '@service-desk/client';
import classes from './face.module.css';

/** A person's picture, or their initials. It stands beside their name and says nothing more. */
export function Face({ of: { avatar, full_name } }: { of: { avatar: PersonAvatar; full_name: string } }) {
  const picture = avatarUrl(avatar, 'medium');
  if (picture)
    return <img src={picture} alt="" width={24} height={24} loading="lazy" className={classes.face} />;
  // By CSS, so that they are no text of the page.
  return <i aria-hidden="true" data-initials={initialsOf(full_name)} className={classes.face} />;
}

/** The first letters of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...word][0]?.toLocaleUpperCase()).join('');
}
