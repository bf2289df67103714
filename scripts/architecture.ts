import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cruise } from 'dependency-cruiser'
import type { IConfiguration } from 'dependency-cruiser'

/** What the check of the import rules saw and found. */
export interface ArchitectureReport {
  /** source files there are below src */
  readonly files: number
  /** of those, how many the checker has read */
  readonly filesSeen: number
  readonly dependencies: number
  /** `rule: from -> to`, with the circle where it is one */
  readonly violations: readonly string[]
}

const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration

/** Checks the imports of `<root>/src` against the rules of the house. */
export async function inspectArchitecture(root: string): Promise<ArchitectureReport> {
  const { forbidden = [], options = {} } = configuration
  const { output } = await cruise(['src'], { ...options, baseDir: root, validate: true, ruleSet: { forbidden } })
  if (typeof output === 'string') throw new Error('the import checker answered with text instead of its findings')
  return {
    files: globSync('src/**/*.ts', { cwd: root }).length,
    filesSeen: output.modules.filter((module) => module.source.startsWith('src/')).length,
    dependencies: output.summary.totalDependenciesCruised ?? 0,
    violations: output.summary.violations.map(({ rule, from, to, cycle }) => {
      const way = cycle === undefined ? [to] : cycle.map((step) => step.name)
      return `${rule.name}: ${[from, ...way].join(' -> ')}`
    }),
  }
}
