import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@service-desk/source'] },
  ssr: { resolve: { conditions: ['@service-desk/source'] } },
  test: {
    // The files share what they import.
    isolate: false,
    include: ['src/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'reports/test.json' }]],
  },
});
