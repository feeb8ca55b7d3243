import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@service-desk/source'] },
  ssr: { resolve: { conditions: ['@service-desk/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 240_000,
    reporters: ['default', ['json', { outputFile: 'reports/test.json' }]],
  },
});
