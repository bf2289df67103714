import { describe, expect, test } from 'vitest'
import { pollCategory, type HubClientOptions, type PollCounts } from '../../src/exchange/index.ts'
import { marketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import { flushBuffer } from '../../src/measurements/index.ts'
import type { NewPointPeriod } from '../../src/metering-points/index.ts'
import { startChaosProxy, type ChaosProxy } from '../../src/sandbox/index.ts'
import { seededRandom, type Random } from '../oracle/random.ts'
import type { PlainDelivery } from '../plain-days.ts'
import { examplePoint } from '../reading-documents.ts'
import { expectReplay, toRecords } from '../reading-store.ts'
import { arrivedSums, publishSums, randomSums, sumTexts } from './hub-sums.ts'
import { HOURLY, MONTH, OverlappingDocuments, POINTS, type OverlappingDocument } from './overlapping-documents.ts'
import { acceptedTransactions, inboxOf, queueLedger } from './queue-ledger.ts'
import { eachOf } from './trajectories.ts'
import { openTwoHouses, OTHER_SUPPLIER, POST_PATH, SUPPLIER, type TwoHouses } from './two-houses.ts'

const MONTHS = 20
const AT_A_TIME = 2
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)

/** Of 1,000 requests: about half suffer something. */
const FAULTS = { lost: 70, unanswered: 70, failed: 70, failed_late: 70, delayed: 80, doubled: 80, truncated: 70 }

/** Each call is tried until it goes through, with pauses that a test can wait for. */
const STUBBORN: Partial<HubClientOptions> = { retry: { attempts: 60, baseMs: 1, maxMs: 4 } }

/** The day on which some points change between the two suppliers: in the middle of what the documents quarrel about. */
const CHANGE = `${MONTH}-30`

/** Of three points one is ours, one is the other supplier's, one changes hands: to us or away. */
function periodsOf(n: number): NewPointPeriod[] {
  const resolution = n <= HOURLY ? 'PT1H' : 'PT15M'
  const of = (energySupplierId: string, validFrom = '2020-01-01'): NewPointPeriod =>
    examplePoint(n, { resolution, energySupplierId, validFrom })
  if (n % 3 === 0) return [of(OTHER_SUPPLIER)]
  if (n % 3 === 1) return [of(SUPPLIER.actorId)]
  const [before, after] = n % 2 === 0 ? [SUPPLIER.actorId, OTHER_SUPPLIER] : [OTHER_SUPPLIER, SUPPLIER.actorId]
  return [of(before), of(after, CHANGE)]
}

const PERIODS = Array.from({ length: POINTS }, (_, n) => periodsOf(n + 1))
const CHANGE_DAY = marketDay(CHANGE, dk.zone).dayNumber

/** Whether a delivered day is our supplier's to know. */
function isOurs({ point, day }: PlainDelivery): boolean {
  const periods = PERIODS.find(([first]) => first?.meteringPointId === point) ?? []
  const inForce = periods.length === 2 && day >= CHANGE_DAY ? periods[1] : periods[0]
  return inForce?.energySupplierId === SUPPLIER.actorId
}

describe('between hub and supplier stands a network that loses, cuts, delays, doubles, truncates and refuses', () => {
  test(
    `over ${MONTHS} months nothing is lost and nothing comes twice (seed ${SEED})`,
    { timeout: 300_000 },
    async () => {
      const suffered: Record<string, number> = {}
      const seeds = Array.from({ length: MONTHS }, (_, n) => SEED + n)
      await eachOf(seeds, AT_A_TIME, async (seed) => {
        for (const [fault, times] of Object.entries(await playMonth(seed)))
          suffered[fault] = (suffered[fault] ?? 0) + times
      })
      for (const fault of Object.keys(FAULTS)) expect(suffered[fault], fault).toBeGreaterThan(MONTHS)
    },
  )
})

async function playMonth(seed: number): Promise<Readonly<Record<string, number>>> {
  const ours = PERIODS.filter((periods) =>
    periods.some(({ energySupplierId }) => energySupplierId === SUPPLIER.actorId),
  )
  const houses = await openTwoHouses(PERIODS.flat(), ours.flat())
  const proxy = await startChaosProxy({ target: houses.hubUrl, seed, faults: FAULTS, delayMs: 5 })
  try {
    await passMonth(seed, houses, proxy)
    return proxy.counts()
  } finally {
    await proxy.stop()
    await houses.close()
  }
}

async function passMonth(seed: number, houses: TwoHouses, proxy: ChaosProxy): Promise<void> {
  const random = seededRandom(seed)
  const documents = documentsOf(random)
  const sums = randomSums(random, CHANGE, 2)
  const sending = (async () => {
    await send(documents, houses, proxy)
    await publishSums(houses, sums)
  })()
  const polled = await pollUntil(sending, houses, proxy)
  await expectAllArrived(documents, houses, seed)
  expect(await arrivedSums(houses.supplier.pool), `seed ${seed}`).toEqual(sumTexts(sums))
  await expectOnce(houses, polled, seed)
}

/** Now and then a document of the whole month, which goes straight to the lake; and some that quarrel about a few days. */
function documentsOf(random: Random): OverlappingDocument[] {
  const make = new OverlappingDocuments(random)
  const few = Array.from({ length: random.int(4, 9) }, (_, n) => make.few(`few-${n}`))
  return random.chance(25) ? [make.month('month'), ...few] : few
}

/** The company that reads the meters sends all of it; who got no answer asks again, and is told what was known. */
async function send(documents: readonly OverlappingDocument[], houses: TwoHouses, proxy: ChaosProxy): Promise<void> {
  const client = houses.clientOf('meters', proxy.url, STUBBORN)
  for (const { name, bytes } of documents) {
    const outcome = await client.send(POST_PATH, bytes)
    const isKnown = outcome.outcome === 'refused' && outcome.errors.every(({ code }) => code === '00101')
    expect(outcome.outcome === 'accepted' || isKnown, `${name}: ${JSON.stringify(outcome)}`).toBe(true)
  }
}

/** Polls both queues while documents are still being sent, and once more when all of them are. */
async function pollUntil(sending: Promise<void>, houses: TwoHouses, proxy: ChaosProxy): Promise<PollCounts[]> {
  const client = houses.clientOf('supplier', proxy.url, STUBBORN)
  const ports = { pool: houses.supplier.pool, clock: houses.supplier.ports.clock, handlers: houses.handlers }
  const counts: PollCounts[] = []
  const pass = async (): Promise<void> => {
    for (const category of ['measuredata', 'aggregations'] as const)
      counts.push(await pollCategory(category, { client, ports, wait: async () => {} }))
  }
  const state = { sent: false }
  const sent = sending.finally(() => (state.sent = true))
  sent.catch(() => {})
  while (!state.sent) await pass()
  await sent
  await pass()
  return counts
}

/** Readings stand as a plain merge of the documents says: all of them at the hub, those that are ours at the supplier. */
async function expectAllArrived(
  documents: readonly OverlappingDocument[],
  { hub, supplier, supplierIntake }: TwoHouses,
  seed: number,
): Promise<void> {
  const all = toRecords(
    documents.flatMap(({ deliveries }) => deliveries),
    1n,
  )
  const when = { months: [MONTH], atSeq: 2n ** 62n }
  expect(await expectReplay(hub, all, when), `seed ${seed}`).toBeGreaterThan(4)
  await flushBuffer(supplierIntake)
  expect(await expectReplay(supplier, all.filter(isOurs), when), `seed ${seed}`).toBeGreaterThan(0)
}

/** Every message was handed out, stored and acknowledged once, and the queues are empty. */
async function expectOnce({ hub, supplier }: TwoHouses, polled: readonly PollCounts[], seed: number): Promise<void> {
  const queued = await queueLedger(hub.pool, SUPPLIER)
  const inbox = await inboxOf(supplier.pool)
  expect(queued.open, `seed ${seed}`).toEqual([])
  expect(queued.taken).toBe(queued.transactions)
  expect(inbox.map(({ id }) => id)).toEqual(queued.acknowledged)
  expect(inbox.filter(({ outcome }) => outcome !== 'accepted')).toEqual([])
  expect(polled.reduce((sum, { stored }) => sum + stored, 0)).toBe(inbox.length)
  const { rows } = await supplier.pool.query<{ n: bigint }>('select count(*) as n from reconciliation.hub_series')
  expect((await acceptedTransactions(supplier.pool)) + Number(rows[0]?.n ?? 0n)).toBe(queued.transactions)
}

test('the points of the month are of every kind', () => {
  const kinds = PERIODS.map((periods) => periods.map(({ energySupplierId }) => energySupplierId).join('>'))
  expect(new Set(kinds).size).toBe(4)
})
