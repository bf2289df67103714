import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { enqueueReadings, pollCategory, type OutgoingReading } from '../src/exchange/index.ts'
import { inTransaction } from '../src/platform/index.ts'
import { generateMarket, type DeliveredDocument, type ExampleMarket } from '../src/sandbox/index.ts'
import type { BenchOptions } from './options.ts'
import { MONTH, storeMasterData } from './prepared-market.ts'
import { openQueueHouses, type QueueHouses } from './queue-houses.ts'
import { judged, medianOf, ratioOf, type BenchResult, type Target } from './result.ts'
import { interleaved, secondsOf } from './rounds.ts'

/** Messages that one round takes, one after the other, as from a queue that holds many. */
const MESSAGES_A_ROUND = 4
const POINTS = 10_000
const SUPPLIER_ID = '5790000432752'

interface Kind {
  readonly name: string
  readonly hourlyPercent: number
  readonly transactions: number
  readonly target: Target | null
}

/** A message holds 2,000 transactions and 150,000 positions at most (datahub 1.4). */
const MOST_POSITIONS = 150_000

/**
 * Full messages: of hours and quarter-hours as the example market has them, both limits all but reached; of
 * quarter-hours alone, where positions are the limit; of hours alone, where transactions are.
 */
const KINDS: readonly Kind[] = [
  { name: 'peek-store-dequeue', hourlyPercent: 30, transactions: 2000, target: { sense: '>=', bound: 0.5 } },
  { name: 'peek-store-dequeue-quarters', hourlyPercent: 0, transactions: 1562, target: null },
  { name: 'peek-store-dequeue-hours', hourlyPercent: 100, transactions: 2000, target: null },
]

/**
 * Full messages on their whole way: made of what waits in the hub's queue, handed out over HTTP for a token, decoded,
 * stored with their readings in the supplier's database and lake, taken off the queue; beside `JSON.parse` of their bytes.
 */
export async function measurePeekStoreDequeue(
  root: string,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const kind of KINDS) results.push(await measureKind(kind, join(root, kind.name), options, say))
  return results
}

async function measureKind(
  kind: Kind,
  root: string,
  { rounds, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult> {
  const market = generateMarket({ month: MONTH, meteringPoints: POINTS, hourlyPercent: kind.hourlyPercent })
  const documents = documentsOf(market, kind.transactions)
  const houses = await openQueueHouses(root, threads, SUPPLIER_ID)
  try {
    await storeMasterData(market, houses.supplier)
    let contents: Buffer[] = []
    const samples = await interleaved(
      rounds,
      {
        messages: async () => {
          const readings = await fillQueue(houses, documents)
          const seconds = await secondsOf(() => takeAll(houses))
          await requireStored(houses, readings)
          contents = await dequeuedBodies(houses)
          return seconds
        },
        parse: () => secondsOf(async () => parseAll(contents)),
      },
      (text) => say(`${kind.name}, ${text}`),
    )
    const bytes = contents.reduce((sum, { length }) => sum + length, 0)
    return judged(
      {
        name: kind.name,
        ratio: ratioOf(samples.parse, samples.messages),
        median: medianOf(samples.messages),
        unit: 's',
        rounds,
        note: `${MESSAGES_A_ROUND} messages of ${kind.transactions} transactions, ${(bytes / 1e6).toFixed(1)} MB; JSON.parse of the same bytes takes ${medianOf(samples.parse).toFixed(3)} s`,
      },
      kind.target,
    )
  } finally {
    await houses.close()
  }
}

/** Documents of so many transactions, of which no two speak of the same day of a point. */
function* documentsOf(market: ExampleMarket, transactions: number): Generator<DeliveredDocument, undefined> {
  for (const planned of market.plan()) {
    if (planned.wave !== 1 || planned.transactions < transactions) continue
    const document = market.deliver(planned)
    const full = document.transactions.slice(0, transactions)
    const positions = full.reduce((sum, transaction) => sum + transaction.positions, 0)
    if (positions <= MOST_POSITIONS) yield { ...document, transactions: full }
  }
}

/** Puts the messages of a round into the supplier's queue. @returns how many days of readings */
async function fillQueue({ hub }: QueueHouses, documents: Iterator<DeliveredDocument, undefined>): Promise<number> {
  const { pool, clock } = hub.ports
  let count = 0
  for (let n = 0; n < MESSAGES_A_ROUND; n += 1) {
    const document = documents.next().value
    if (document === undefined) throw new Error('the market has too few documents for so many rounds')
    const readings = readingsOf(document)
    count += readings.length
    await inTransaction(pool, (trx) => enqueueReadings(trx, readings, clock.nowMs()))
  }
  await pool.query('analyze')
  return count
}

function readingsOf({ header, transactions, days }: DeliveredDocument): OutgoingReading[] {
  return transactions.map((transaction) => {
    const rows = days.find(({ slotClass }) => slotClass === transaction.slotClass)
    if (rows === undefined) throw new Error(`transaction ${transaction.index} has no rows`)
    return {
      ...transaction,
      receiver: { actorId: SUPPLIER_ID, role: 'DDQ' },
      processType: header.processType === 'E30' ? 'E30' : 'E23',
      rows,
    }
  })
}

async function takeAll({ supplier, client }: QueueHouses): Promise<void> {
  const { pool, clock } = supplier.ports
  const ports = { pool, clock, handlers: supplier.handlers }
  const counts = await pollCategory('measuredata', { client, ports })
  if (counts.stored !== MESSAGES_A_ROUND || counts.deadLetters > 0) {
    throw new Error(`${counts.stored} messages were stored, ${counts.deadLetters} are dead letters`)
  }
}

/** Every reading of the last messages stands in the supplier's log of documents as accepted. */
async function requireStored({ supplier }: QueueHouses, readings: number): Promise<void> {
  const { rows } = await supplier.ports.pool.query<{ accepted: bigint }>(
    `select coalesce(sum(accepted), 0)::bigint as accepted from
       (select accepted from measurements.document order by recorded_seq desc limit $1) d`,
    [MESSAGES_A_ROUND],
  )
  if (rows[0]?.accepted !== BigInt(readings)) {
    throw new Error(`${String(rows[0]?.accepted)} of ${readings} transactions were accepted`)
  }
}

async function dequeuedBodies({ hub }: QueueHouses): Promise<Buffer[]> {
  const { rows } = await hub.ports.pool.query<{ body: Buffer }>(
    'select body from exchange.queue_bundle where dequeued_at is not null order by bundle_id desc limit $1',
    [MESSAGES_A_ROUND],
  )
  return await Promise.all(rows.map(({ body }) => promisify(zstdDecompress)(body)))
}

function parseAll(contents: readonly Buffer[]): void {
  let documents = 0
  for (const content of contents) if (JSON.parse(content.toString('utf8')) !== null) documents += 1
  if (documents !== MESSAGES_A_ROUND) throw new Error(`${documents} messages were taken off the queue`)
}
