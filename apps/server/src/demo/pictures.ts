import sharp from 'sharp';
import { addAvatar, type Original } from '../resources/avatars/rows.ts';
import { Writer } from '../store/rows.ts';
import type { Db } from '../store/store.ts';
import { BEN, CARL, DAN, DESK, GREG, LUKE } from './demo-ids.ts';

type Colour = readonly [red: number, green: number, blue: number];

interface DemoPicture {
  id: number;
  /** The person, company or service that it belongs to. */
  of: { users: number } | { customers: number } | { companies: number } | { services: number };
  key: string;
  fileName: string;
  colour: Colour;
  /** Five rows of five; the right side mirrors the left. */
  rows: readonly [string, string, string, string, string];
}

/** Those of the guide have the guide's paths; their original content is not known. */
const pictures: readonly DemoPicture[] = [
  {
    id: 118,
    of: { users: DAN },
    key: '67ca168dcb91d0e315bdaf440b6137dc76103ca1',
    fileName: 'Picture_1.png',
    colour: [38, 103, 178],
    rows: ['.##', '###', '.#.', '###', '#.#'],
  },
  {
    id: 117,
    of: { users: LUKE },
    key: '302ff592caaacc4408518920f00567744175c734',
    fileName: 'Picture_7.png',
    colour: [196, 98, 16],
    rows: ['#.#', '.##', '###', '.#.', '.##'],
  },
  {
    id: 116,
    of: { users: BEN },
    key: 'f967f24a60923af1af196f649530c4ace860e48b',
    fileName: 'Picture_17.png',
    colour: [46, 125, 50],
    rows: ['..#', '.##', '###', '#.#', '.##'],
  },
  {
    id: 120,
    of: { users: CARL },
    key: '06e36438eef1ee3e569bc4af0ae608228a0c368d',
    fileName: 'bruce_lee_2_lrg.jpg',
    colour: [142, 36, 120],
    rows: ['###', '#.#', '.##', '#.#', '..#'],
  },
  {
    id: 121,
    of: { users: GREG },
    key: '527086a582cbf4928ffc1e5dff9b3912a7330e95',
    fileName: 'greg_100x100.jpg',
    colour: [0, 121, 140],
    rows: ['.#.', '###', '##.', '.##', '#..'],
  },
  {
    id: 143,
    of: { services: DESK },
    key: '1f0c6a9b52e7d8340b9e6c5d21aa47f38be1c7d0',
    fileName: 'service_desk.png',
    colour: [66, 66, 66],
    rows: ['###', '#.#', '###', '..#', '.##'],
  },
  {
    id: 150,
    of: { customers: 33 },
    key: '9d34e1b7c80f5a62741dfe09b3c6528a4ef7d019',
    fileName: 'pieter.jpg',
    colour: [173, 20, 87],
    rows: ['.##', '#.#', '.##', '###', '.#.'],
  },
  {
    id: 151,
    of: { companies: 6 },
    key: 'b58207fa3c6d19e4f0a97c25d8134be6529fc07a',
    fileName: 'meridian_logo.png',
    colour: [85, 107, 47],
    rows: ['#..', '##.', '###', '##.', '#..'],
  },
];

const PAPER: Colour = [240, 240, 240];
/** The length of a side at full size, in pixels. */
const SIDE = 240;

async function draw({ key, fileName, colour, rows }: DemoPicture): Promise<Original> {
  const whole = rows.flatMap((row) => [...row, ...[...row.slice(0, 2)].reverse()]);
  const pixels = Buffer.from(whole.flatMap((cell) => (cell === '#' ? colour : PAPER)));
  const image = sharp(pixels, { raw: { width: 5, height: 5, channels: 3 } }).resize(SIDE, SIDE, {
    kernel: 'nearest',
  });
  const jpeg = fileName.endsWith('.jpg');
  return {
    key,
    fileName,
    mediaType: jpeg ? 'image/jpeg' : 'image/png',
    content: await (jpeg ? image.jpeg() : image.png({ palette: true })).toBuffer(),
  };
}

/** Drawn once, because tests seed the demo data repeatedly. */
let drawn: Promise<Original[]> | undefined;

/** Inserts the pictures of the people, customers, companies and services. */
export async function seedPictures(db: Db, account_id: number): Promise<void> {
  drawn ??= Promise.all(pictures.map(draw));
  const originals = await drawn;
  for (const [index, { id, of }] of pictures.entries()) {
    await addAvatar(new Writer(db, account_id), id, originals[index] as Original);
    const [[table, whose]] = Object.entries(of) as [
      ['users' | 'customers' | 'companies' | 'services', number],
    ];
    await db
      .updateTable(table)
      .set({ avatar_id: id })
      .where('account_id', '=', account_id)
      .where('id', '=', whose)
      .execute();
  }
}
