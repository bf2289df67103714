import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { documentsOf1, documentsOf2000, measureIntake, type IntakeLoad } from './intake.ts'
import type { BenchOptions } from './options.ts'
import { judged, medianOf, ratioOf, type BenchResult, type Target } from './result.ts'

/** A measured intake with its rate. */
export interface IntakeResult {
  readonly result: BenchResult
  readonly valuesPerSecond: number
}

/** Intake of documents of 2,000 transactions against `JSON.parse` of their bytes. */
export async function measureLargeDocuments(
  root: string,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<IntakeResult> {
  const directory = join(root, 'documents-2000')
  const load = await documentsOf2000(directory)
  return await measure('intake-documents-2000', load, directory, { sense: '>=', bound: 1 }, options, say)
}

/** Intake of documents of one transaction, stated only. */
export async function measureSmallDocuments(
  root: string,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<IntakeResult> {
  const directory = join(root, 'documents-1')
  const load = await documentsOf1(directory)
  return await measure('intake-documents-1', load, directory, null, options, say)
}

async function measure(
  name: string,
  load: IntakeLoad,
  directory: string,
  target: Target | null,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<IntakeResult> {
  const { rounds } = options
  try {
    const samples = await measureIntake(load, directory, options, (text) => say(`${name}, ${text}`))
    const seconds = medianOf(samples.import)
    const parse = medianOf(samples.parse)
    const result = judged(
      {
        name,
        ratio: ratioOf(samples.parse, samples.import),
        median: seconds,
        unit: 's',
        rounds,
        note: `${load.files.length} documents, ${(load.bytes / 1e6).toFixed(1)} MB, ${load.points} readings; JSON.parse of the same bytes takes ${parse.toFixed(3)} s`,
      },
      target,
    )
    return { result, valuesPerSecond: load.points / seconds }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
