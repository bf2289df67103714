import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const { test: suiteOptions, ...rest } = suite

/** The suite's own configuration over test files that leave something behind. */
export default mergeConfig(
  { ...rest, test: { ...suiteOptions, include: [] } },
  defineConfig({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    test: { include: ['test/planted/*.planted.ts'] },
  }),
)
