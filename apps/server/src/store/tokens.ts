import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The prefix that makes tokens recognizable. */
const PREFIX = 'sdv1_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The number of random characters: 190 bits. */
const SECRET_LENGTH = 32;
/** The number of characters of the checksum, the CRC-32 of all characters before it in base 62. */
const CHECKSUM_LENGTH = 6;

/** The format of tokens, for secret scanners; see `.gitleaks.toml`. */
export const TOKEN_PATTERN = `\\b${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}\\b`;

/** The hash that is stored. It is looked up by an index, which does not leak through timing how much of a guess is right. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Creates a random token. */
export function newToken(): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return withChecksum(PREFIX + secret);
}

/** Whether a text has the format and checksum of a token of {@link newToken}. */
export function isToken(text: string): boolean {
  return (
    new RegExp(`^${TOKEN_PATTERN}$`).test(text) && withChecksum(text.slice(0, -CHECKSUM_LENGTH)) === text
  );
}

function withChecksum(text: string): string {
  let rest = crc32(text);
  let checksum = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit += 1) {
    checksum = ALPHABET.charAt(rest % ALPHABET.length) + checksum;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text + checksum;
}
