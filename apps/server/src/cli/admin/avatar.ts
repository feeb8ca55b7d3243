import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Argument, type Command } from 'commander';
import {
  listPictures,
  PICTURE_OWNERS,
  type PictureOwner,
  removePicture,
  setPicture,
} from '../../admin/pictures.ts';
import { accountCommand, reads, removal, writes } from './command.ts';

/** `service-desk avatar`. */
export function addAvatarCommands(program: Command): void {
  const avatar = program
    .command('avatar')
    .description('Pictures of users, groups, customers, companies and services.');

  const set = withOwner(
    accountCommand(avatar, 'set', 'Sets the picture, replacing the current one.'),
  ).argument('<file>', 'a PNG or JPEG; other image formats are converted to PNG');
  writes(set, async (context, _options, kind = '', text = '', file = '') =>
    setPicture(context, kind as PictureOwner, text, {
      name: path.basename(file),
      content: await readFile(file),
    }),
  );

  reads(accountCommand(avatar, 'list', 'Lists the pictures and their owners.'), listPictures, [
    'of',
    'id',
    'avatar_id',
    'public_filename',
  ]);

  writes(
    withOwner(removal(avatar, 'remove', 'Removes the picture. Its URL stops working.')),
    (context, _options, kind = '', text = '') => removePicture(context, kind as PictureOwner, text),
  );
}

function withOwner(command: Command): Command {
  return command
    .addArgument(new Argument('<kind>', 'kind of the owner').choices(PICTURE_OWNERS))
    .argument('<owner>', 'the owner, by id or name');
}
