import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Argument, type Command } from 'commander';
import {
  listPictures,
  PICTURED,
  type PicturedKind,
  removePicture,
  setPicture,
} from '../../admin/pictures.ts';
import { accountCommand, reads, removal, writes } from './command.ts';

/** `service-desk avatar`. */
export function addAvatar(program: Command): void {
  const avatar = program
    .command('avatar')
    .description('Pictures of users, groups, customers, companies and services.');

  const set = ofWhom(
    accountCommand(avatar, 'set', 'Gives somebody or something a picture, in place of the one it has.'),
  ).argument('<file>', 'a PNG, a JPEG or another picture, which becomes a PNG');
  writes(set, async (context, _options, kind = '', text = '', file = '') =>
    setPicture(context, kind as PicturedKind, text, {
      name: path.basename(file),
      content: await readFile(file),
    }),
  );

  reads(accountCommand(avatar, 'list', 'Lists who and what has a picture.'), listPictures, [
    'of',
    'id',
    'avatar_id',
    'public_filename',
  ]);

  writes(
    ofWhom(removal(avatar, 'remove', 'Takes a picture away; its address leads nowhere any more.')),
    (context, _options, kind = '', text = '') => removePicture(context, kind as PicturedKind, text),
  );
}

function ofWhom(command: Command): Command {
  return command
    .addArgument(new Argument('<kind>', 'what it is').choices(PICTURED))
    .argument('<owner>', 'by id or name');
}
