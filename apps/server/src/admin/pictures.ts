import { randomBytes } from 'node:crypto';
import path from 'node:path';
import sharp from 'sharp';
import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { isSize, LARGEST_PICTURE, withoutMetadata } from '../resources/avatars/pictures.ts';
import { addAvatar, findAvatar, type Original } from '../resources/avatars/rows.ts';
import type { Id } from '../store/schema.ts';
import { nextId } from '../store/sequences.ts';
import { find } from './find.ts';

/** What may have a picture. */
export const PICTURED = ['user', 'group', 'customer', 'company', 'service'] as const;

/** One of {@link PICTURED}. */
export type PicturedKind = (typeof PICTURED)[number];

const tables = {
  user: 'users',
  group: 'users',
  customer: 'customers',
  company: 'companies',
  service: 'services',
} as const;

/**
 * Gives somebody or something a picture, in place of the one that it has.
 *
 * @param file the name of its file and what is in it
 * @throws CallError when it is no picture
 */
export async function setPicture(
  context: WriteContext,
  kind: PicturedKind,
  text: string,
  file: { name: string; content: Uint8Array },
) {
  const { db } = context;
  const owner = await find(context, kind, text);
  const original = await readPicture(file);
  if (owner.avatar_id !== null) await dropPicture(context, owner.avatar_id);
  const id = await nextId(db, 'avatars');
  await addAvatar(db, id, original);
  await point(context, kind, owner.id, id);
  return { kind, id: owner.id, avatar_id: id, public_filename: await findAvatar(context, id) };
}

/**
 * Takes a picture away.
 *
 * @throws CallError when there is none
 */
export async function removePicture(context: WriteContext, kind: PicturedKind, text: string) {
  const owner = await find(context, kind, text);
  if (owner.avatar_id === null) throw new CallError(`${kind} ${owner.id} has no picture`);
  const public_filename = await findAvatar(context, owner.avatar_id);
  await point(context, kind, owner.id, null);
  await dropPicture(context, owner.avatar_id);
  return { kind, id: owner.id, avatar_id: owner.avatar_id, public_filename };
}

/** Who and what has a picture. */
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

async function point({ db }: WriteContext, kind: PicturedKind, id: Id, avatar_id: Id | null): Promise<void> {
  await db.update(tables[kind]).set({ avatar_id }).where('id', '=', id).execute();
}

/** Its address leads nowhere any more, unless another account shows the same picture. */
async function dropPicture(context: WriteContext, id: Id): Promise<void> {
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

/** PNG and JPEG stay what they are, other pictures become PNG; all are upright and without a camera's data. */
async function readPicture({ name, content }: { name: string; content: Uint8Array }): Promise<Original> {
  const key = randomBytes(20).toString('hex');
  try {
    const picture = sharp(content, { limitInputPixels: LARGEST_PICTURE });
    const { format } = await picture.metadata();
    // Whatever it says it is, only what can be drawn is a picture.
    const png = await picture.autoOrient().png().toBuffer();
    const mediaType = format === 'jpeg' ? 'image/jpeg' : 'image/png';
    const fileName = fileNameOf(name, format === 'jpeg' ? 'jpg' : 'png');
    if (format !== 'jpeg' && format !== 'png') return { key, fileName, mediaType, content: png };
    return { key, fileName, mediaType, content: (await withoutMetadata({ mediaType, content })).content };
  } catch (cause) {
    throw new CallError(`${name} is no picture that can be read: ${(cause as Error).message}`);
  }
}

/** A file name that an address can hold, and that is not that of one of the sizes. */
function fileNameOf(name: string, extension: string): string {
  const plain = path.parse(name).name.replaceAll(/[^A-Za-z0-9_-]/g, '_') || 'picture';
  const fileName = `${plain}.${extension}`;
  return isSize(fileName) ? `picture_${fileName}` : fileName;
}
