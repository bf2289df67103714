import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['./test/postgres.ts'],
    setupFiles: ['./test/leaks.ts'],
    reporters: ['default', './test/closing-line.ts'],
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DeprecationWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    allowOnly: false,
    experimental: { viteModuleRunner: false }, // Node's own loader and type stripping, as in production
  },
})
