import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * Creates a self-signed certificate and its key as files in a folder.
 *
 * @param name the common name, and the file names without extension
 * @param alternative the subject alternative name; 127.0.0.1 by default
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
