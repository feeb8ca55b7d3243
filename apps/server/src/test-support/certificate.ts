import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * A certificate and its key, as files of a folder.
 *
 * @param name who it is for, and their names without extension
 * @param alternative what it is valid for: this machine unless given
 */
export function certify(
  folder: string,
  name: string,
  alternative = 'IP:127.0.0.1',
): Record<'cert' | 'key', string> {
  const [cert, key] = [path.join(folder, `${name}.crt`), path.join(folder, `${name}.key`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${alternative}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'pipe',
  });
  return { cert, key };
}
