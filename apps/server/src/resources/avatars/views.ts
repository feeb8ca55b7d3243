import type { Schemas } from '../../generated/types.ts';
import type { Pictured } from './rows.ts';

/** A picture as bodies show it. Where there is none, null or `""` stands in its place, which of them is v1's whim. */
export function avatarView<None extends '' | null>(
  { picture }: Pictured,
  none: None,
): Schemas['Avatar'] | None {
  return picture === null ? none : { public_filename: picture };
}
