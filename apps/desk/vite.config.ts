import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The client's sources, so that the app needs no build of it.
  resolve: { conditions: ['@service-desk/source', ...defaultClientConditions] },
  server: { proxy: { '/v1': 'http://127.0.0.1:3000' } },
  // Mantine, the router and React come with the first page whichever it is: one file, about 190 kB compressed.
  build: { outDir: 'dist', chunkSizeWarningLimit: 700 },
});
