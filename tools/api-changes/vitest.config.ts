import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@service-desk/source'] },
  ssr: { resolve: { conditions: ['@service-desk/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/test.json' }]],
  },
});
