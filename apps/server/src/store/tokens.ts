import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What new tokens begin with, so that nobody takes them for anything else. */
const PREFIX = 'sdv1_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Characters that nobody can guess: 190 bits. */
const SECRET = 32;
/** Characters of the checksum: the CRC-32 of all before it, in base 62. */
const CHECKSUM = 6;

/** What new tokens look like. Scanners for secrets look for it; see `.gitleaks.toml`. */
export const TOKEN_PATTERN = `\\b${PREFIX}[0-9A-Za-z]{${SECRET + CHECKSUM}}\\b`;

/** A token as it is stored. A hash is found by an index, so that no time tells how much of a guess was right. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A token that nobody has. */
export function newToken(): string {
  const secret = Array.from({ length: SECRET }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return withChecksum(PREFIX + secret);
}

/** Whether a text was made as a token by {@link newToken}, and is not something that only looks like one. */
export function isToken(text: string): boolean {
  return new RegExp(`^${TOKEN_PATTERN}$`).test(text) && withChecksum(text.slice(0, -CHECKSUM)) === text;
}

function withChecksum(text: string): string {
  let rest = crc32(text);
  let checksum = '';
  for (let digit = 0; digit < CHECKSUM; digit += 1) {
    checksum = ALPHABET.charAt(rest % ALPHABET.length) + checksum;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text + checksum;
}
