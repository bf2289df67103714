import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))

/** A fault point as it stands in the sources: its text, and what its name looks like when it is passed. */
export interface FaultPoint {
  readonly text: string
  readonly name: RegExp
}

/** Every fault point of the product, read from its sources: one that is new is in here too. */
export function faultPointsOfSources(): FaultPoint[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  return files.flatMap((file) =>
    [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/(?<!function )\bfaultPoint\((['"`])(.+?)\1\)/g)].map(
      ([, , text = '']) => ({
        text,
        name: new RegExp(`^${text.replaceAll(/[.*+?^()|[\]\\]/g, '\\$&').replaceAll(/\$\{.+?\}/g, '[^:]+')}$`),
      }),
    ),
  )
}

/** The names in a trace, each once, in the order in which they were first passed. */
export function tracedNames(traceFile: string): string[] {
  return [
    ...new Set(
      readFileSync(traceFile, 'utf8')
        .split('\n')
        .filter((name) => name !== ''),
    ),
  ]
}
