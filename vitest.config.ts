import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import ProofsFirst from './test/sequence.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: '100%', // vitest leaves one core to itself, on two cores half of the machine
    isolate: false, // else each file loads all modules again: 0.6 to 2 s
    sequence: { sequencer: ProofsFirst },
    globalSetup: ['./test/postgres.ts'],
    setupFiles: ['./test/leaks.ts'],
    reporters: ['default', './test/closing-line.ts'],
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DeprecationWarning'],
    // Tests start the product more than a thousand times; half of a start is compiling.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    testTimeout: 180_000, // the longest takes 10 s alone: patience for a machine that has more to do
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
    allowOnly: false,
    // Node's own loader and type stripping, as in production; nothing of vitest's that would look into every source
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
})
