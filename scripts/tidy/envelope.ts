import type { Source } from './source.ts'
import { isProduct, isTest, lineCount } from './source.ts'

/** The project in numbers, to compare with what style asks for. */
export interface Envelope {
  readonly files: number
  readonly sourceLines: number
  readonly testLines: number
  /** lines a source file */
  readonly median: number
  readonly percentile95: number
  readonly longest: number
}

/** Counts lines of TypeScript: what ships, and what tests it. */
export function envelopeOf(sources: readonly Source[]): Envelope {
  const lengths = sources
    .filter(isProduct)
    .map((source) => lineCount(source.text))
    .toSorted((a, b) => a - b)
  const tests = sources.filter((source) => source.path.endsWith('.ts') && isTest(source))
  return {
    files: lengths.length,
    sourceLines: sum(lengths),
    testLines: sum(tests.map((source) => lineCount(source.text))),
    median: atShare(lengths, 50),
    percentile95: atShare(lengths, 95),
    longest: lengths.at(-1) ?? 0,
  }
}

/** The envelope as one line. */
export function envelopeLine(envelope: Envelope): string {
  const { files, sourceLines, testLines, median, percentile95, longest } = envelope
  const ratio = sourceLines === 0 ? '0' : (testLines / sourceLines).toFixed(2)
  return `${files} source files, lines: median ${median}, 95th ${percentile95}, longest ${longest}; ${ratio} test lines a source line`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function atShare(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}
