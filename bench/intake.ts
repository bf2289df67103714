import { mkdir, readFile, writeFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { importFiles } from '../src/measurements/index.ts'
import { generateMarket, type ExampleMarket, type PlannedDocument } from '../src/sandbox/index.ts'
import { openBenchHub } from './bench-hub.ts'
import { MONTH, storeMasterData } from './prepared-market.ts'
import { interleaved, secondsOf, type Samples } from './rounds.ts'

/** Documents to import and the market that they belong to. */
export interface IntakeLoad {
  readonly market: ExampleMarket
  readonly files: readonly string[]
  /** Imported into each fresh hub before the clock starts, so that compiled code is warm. */
  readonly warmUp: readonly string[]
  readonly bytes: number
  readonly points: number
}

const DOCUMENTS_OF_2000 = 24
const WARM_UP_OF_2000 = 4
const DOCUMENTS_OF_1 = 2000
const WARM_UP_OF_1 = 200

/** Documents of 2,000 transactions of a day each, from a market as the demo makes it. */
export async function documentsOf2000(directory: string): Promise<IntakeLoad> {
  const market = generateMarket({ month: MONTH, meteringPoints: 10_000 })
  const full: PlannedDocument[] = []
  for (const planned of market.plan()) {
    if (planned.wave === 1 && planned.transactions === 2000) full.push(planned)
    if (full.length === DOCUMENTS_OF_2000 + WARM_UP_OF_2000) break
  }
  return await writeLoad(market, full, WARM_UP_OF_2000, directory)
}

/** As many documents of one transaction. */
export async function documentsOf1(directory: string): Promise<IntakeLoad> {
  const market = generateMarket({ month: MONTH, meteringPoints: 10_000 })
  const single: PlannedDocument[] = []
  for (const planned of market.plan()) {
    if (planned.wave !== 1) continue
    for (
      let point = planned.points.from;
      point < planned.points.to && single.length < DOCUMENTS_OF_1 + WARM_UP_OF_1;
      point += 1
    ) {
      const part = single.length + 1
      const one = {
        ...planned,
        part,
        points: { from: point, to: point + 1 },
        name: `one-${String(part).padStart(5, '0')}.json`,
        transactions: 1,
      }
      if (market.deliver(one).transactions.length === 1) single.push(one)
    }
    if (single.length === DOCUMENTS_OF_1 + WARM_UP_OF_1) break
  }
  return await writeLoad(market, single, WARM_UP_OF_1, directory)
}

async function writeLoad(
  market: ExampleMarket,
  planned: readonly PlannedDocument[],
  warmUp: number,
  directory: string,
): Promise<IntakeLoad> {
  await mkdir(directory, { recursive: true })
  let bytes = 0
  let points = 0
  const files: string[] = []
  for (const [index, document] of planned.entries()) {
    const delivered = market.deliver(document)
    const content = market.encode(document)
    const path = join(directory, document.name)
    await writeFile(path, content)
    files.push(path)
    if (index < warmUp) continue
    bytes += content.byteLength
    points += delivered.transactions.reduce((sum, transaction) => sum + transaction.positions, 0)
  }
  return { market, files: files.slice(warmUp), warmUp: files.slice(0, warmUp), bytes, points }
}

/** Imports the documents, each round into a hub of its own, beside `JSON.parse` of the same bytes. */
export async function measureIntake(
  load: IntakeLoad,
  root: string,
  { rounds, threads }: { readonly rounds: number; readonly threads: number },
  say: (text: string) => void,
): Promise<Samples<'import' | 'parse'>> {
  const contents: Buffer[] = []
  for (const file of load.files) contents.push(await readFile(file))
  return await interleaved(
    rounds,
    {
      import: () => importSeconds(load, join(root, 'intake-hub'), threads),
      parse: () => secondsOf(async () => parseAll(contents)),
    },
    say,
  )
}

function parseAll(contents: readonly Buffer[]): void {
  let documents = 0
  for (const content of contents) if (JSON.parse(content.toString('utf8')) !== null) documents += 1
  if (documents !== contents.length) throw new Error('a document was null')
}

async function importSeconds(
  { market, files, warmUp, points }: IntakeLoad,
  dataDir: string,
  threads: number,
): Promise<number> {
  await mkdir(dataDir, { recursive: true })
  const hub = await openBenchHub({ dataDir, threads })
  try {
    await storeMasterData(market, hub)
    await importFiles(warmUp, hub.intake)
    let imported = 0
    const seconds = await secondsOf(async () => {
      for (const receipt of await importFiles(files, hub.intake))
        if (receipt.outcome === 'accepted') imported += receipt.points
    })
    if (imported !== points) throw new Error(`${imported} of ${points} readings were accepted`)
    return seconds
  } finally {
    await hub.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
