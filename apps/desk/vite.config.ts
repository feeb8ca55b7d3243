import path from 'node:path';
import { compressTexts } from '@service-desk/docs/compress';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** Lays compressed files beside what was built, for the server to send: built once, they are worth the slowest level. */
function compressed(folder: string): Plugin {
  return { name: 'compressed', apply: 'build', writeBundle: () => compressTexts(folder, 11) };
}

const outDir = path.join(import.meta.dirname, 'dist');

export default defineConfig({
  plugins: [react(), compressed(outDir)],
  // The client's sources, so that the app needs no build of it.
  resolve: { conditions: ['@service-desk/source', ...defaultClientConditions] },
  server: { proxy: { '/v1': 'http://127.0.0.1:3000' } },
  build: {
    outDir,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // All that the first page needs in one file: in parts, which lazy pages share, it is 11 kB more, compressed.
            { name: 'first', tags: ['$initial'], priority: 1 },
            // What those have in common: each file more costs 463 bytes of heads.
            { name: 'shared', test: /\/desk\/src\/(?!time\/)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
