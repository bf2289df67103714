import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError } from '../kernel/index.ts'
import type { ExampleMarket } from './generate-market.ts'
import { writeWhole } from './write-whole.ts'

/** How far the writing is: `done` of `total` days balanced, or documents written. */
export interface WriteProgress {
  readonly step: 'balance' | 'documents'
  readonly done: number
  readonly total: number
}

/** What was written. */
export interface WrittenMarket {
  readonly directory: string
  /** All documents of the market, and how many of them an earlier call had already written. */
  readonly documents: number
  readonly found: number
  /** Bytes written by this call. */
  readonly bytes: number
}

const MARK = 'market.json'

/**
 * Writes a market's documents into a directory, beside a file that tells which market it is. A call that was cut off is
 * taken up where it ended: a document appears under its name only when it is complete.
 * @throws GridbookError CONFIG_INVALID when the directory holds another market
 */
export async function writeMarket(
  market: ExampleMarket,
  directory: string,
  onProgress: (progress: WriteProgress) => void = () => {},
): Promise<WrittenMarket> {
  await claim(market, directory)
  const planned = [...market.plan()]
  const finished = new Set(await readdir(directory))
  const unwritten = planned.filter(({ name }) => !finished.has(name))
  if (unwritten.length > 0) await balance(market, onProgress)
  const found = planned.length - unwritten.length
  let [done, bytes] = [found, 0]
  onProgress({ step: 'documents', done, total: planned.length })
  for (const document of unwritten) {
    const content = market.encode(document)
    await writeWhole(join(directory, document.name), content)
    bytes += content.byteLength
    done += 1
    onProgress({ step: 'documents', done, total: planned.length })
  }
  return { directory, documents: planned.length, found, bytes }
}

/** Takes the longest single step first, day by day, so that its progress is seen. */
async function balance(market: ExampleMarket, onProgress: (progress: WriteProgress) => void): Promise<void> {
  for (let dayIndex = 0; dayIndex < market.days; dayIndex += 1) {
    market.balanceDay(dayIndex)
    onProgress({ step: 'balance', done: dayIndex + 1, total: market.days })
    await new Promise(setImmediate)
  }
}

async function claim(market: ExampleMarket, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const path = join(directory, MARK)
  const mark = `${JSON.stringify({ stamp: market.stamp, ...market.settings }, null, 2)}\n`
  const known = await readFile(path, 'utf8').catch((error: unknown) => absentAsUndefined(error))
  if (known === undefined) return writeWhole(path, Buffer.from(mark))
  if (known === mark) return
  throw new GridbookError(
    'CONFIG_INVALID',
    `${directory} holds the documents of another example market; choose an empty directory.`,
    {
      path,
    },
  )
}

function absentAsUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
