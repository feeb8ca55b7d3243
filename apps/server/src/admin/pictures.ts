import { randomBytes } from 'node:crypto';
import path from 'node:path';
import sharp from 'sharp';
import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { isSize, LARGEST_PICTURE, withoutMetadata } from '../resources/avatars/picture-sizes.ts';
import { addAvatar, findAvatar, type Original } from '../resources/avatars/rows.ts';
import type { Id } from '../store/schema.ts';
import { nextId } from '../store/sequences.ts';
import { find } from './find.ts';

/** The kinds that can have a picture. */
export const PICTURE_OWNERS = ['user', 'group', 'customer', 'company', 'service'] as const;

/** One of {@link PICTURE_OWNERS}. */
export type PictureOwner = (typeof PICTURE_OWNERS)[number];

const tables = {
  user: 'users',
  group: 'users',
  customer: 'customers',
  company: 'companies',
  service: 'services',
} as const;

/**
 * Sets the picture of a user, group, customer, company or service.
 *
 * @param file the name and content of the file
 * @throws CallError if it is not a picture
 */
export async function setPicture(
  context: WriteContext,
  kind: PictureOwner,
  text: string,
  file: { name: string; content: Uint8Array },
) {
  const { db } = context;
  const owner = await find(context, kind, text);
  const original = await readPicture(file);
  if (owner.avatar_id !== null) await deletePicture(context, owner.avatar_id);
  const id = await nextId(db, 'avatars');
  await addAvatar(db, id, original);
  await setAvatarId(context, kind, owner.id, id);
  return { kind, id: owner.id, avatar_id: id, public_filename: await findAvatar(context, id) };
}

/**
 * Removes a picture.
 *
 * @throws CallError if there is none
 */
export async function removePicture(context: WriteContext, kind: PictureOwner, text: string) {
  const owner = await find(context, kind, text);
  if (owner.avatar_id === null) throw new CallError(`${kind} ${owner.id} has no picture`);
  const public_filename = await findAvatar(context, owner.avatar_id);
  await setAvatarId(context, kind, owner.id, null);
  await deletePicture(context, owner.avatar_id);
  return { kind, id: owner.id, avatar_id: owner.avatar_id, public_filename };
}

/** Lists the pictures and their owners. */
export async function listPictures({ db }: ReadContext) {
  const found = [];
  for (const table of ['users', 'customers', 'companies', 'services'] as const) {
    const rows = await db
      .from(table)
      .innerJoin('avatars', (join) =>
        join
          .onRef('avatars.account_id', '=', `${table}.account_id`)
          .onRef('avatars.id', '=', `${table}.avatar_id`),
      )
      .select([`${table}.id as id`, 'avatars.id as avatar_id', 'avatars.public_filename as public_filename'])
      .orderBy(`${table}.id`)
      .execute();
    found.push(...rows.map((row) => ({ of: table, ...row })));
  }
  return found;
}

async function setAvatarId(
  { db }: WriteContext,
  kind: PictureOwner,
  id: Id,
  avatar_id: Id | null,
): Promise<void> {
  await db.update(tables[kind]).set({ avatar_id }).where('id', '=', id).execute();
}

/** Deletes a picture. Its content is kept while another account uses the same URL. */
async function deletePicture(context: WriteContext, id: Id): Promise<void> {
  const { db } = context;
  const public_filename = await findAvatar(context, id);
  await db.remove('avatars').where('id', '=', id).execute();
  if (public_filename === undefined) return;
  await db.source
    .deleteFrom('pictures')
    .where('public_filename', '=', public_filename)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('avatars')
            .select('id')
            .whereRef('avatars.public_filename', '=', 'pictures.public_filename'),
        ),
      ),
    )
    .execute();
}

/** Keeps PNG and JPEG and converts other formats to PNG. All are rotated upright and stripped of metadata. */
async function readPicture({ name, content }: { name: string; content: Uint8Array }): Promise<Original> {
  const key = randomBytes(20).toString('hex');
  try {
    const picture = sharp(content, { limitInputPixels: LARGEST_PICTURE });
    const { format } = await picture.metadata();
    // Decoding it shows that it is a picture, whatever its header says.
    const png = await picture.autoOrient().png().toBuffer();
    const mediaType = format === 'jpeg' ? 'image/jpeg' : 'image/png';
    const fileName = fileNameOf(name, format === 'jpeg' ? 'jpg' : 'png');
    if (format !== 'jpeg' && format !== 'png') return { key, fileName, mediaType, content: png };
    return { key, fileName, mediaType, content: (await withoutMetadata({ mediaType, content })).content };
  } catch (cause) {
    throw new CallError(`cannot read ${name} as a picture: ${(cause as Error).message}`);
  }
}

/** A file name that is safe in a URL and differs from the names of the sizes. */
function fileNameOf(name: string, extension: string): string {
  const plain = path.parse(name).name.replaceAll(/[^A-Za-z0-9_-]/g, '_') || 'picture';
  const fileName = `${plain}.${extension}`;
  return isSize(fileName) ? `picture_${fileName}` : fileName;
}
