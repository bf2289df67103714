import { SLOT_CLASSES, type MarketZone, type SlotClass } from '../kernel/index.ts'
import { faultPoint, inTransaction, type Engine, type Lake, type Pool, type Transaction } from '../platform/index.ts'
import { bufferDays } from './buffered-day.ts'
import { draftDayBatches, type DayBatchDrafts } from './day-batch.ts'
import { dayOf, type KeyedDelivery, type KeyedRow } from './day-columns.ts'
import { claimDays } from './day-presence.ts'
import type { DayRows } from '../kernel/index.ts'
import { nextReading, UNCOMMITTED } from './next-reading.ts'
import { recordedDeliveries, type RecordedDelivery } from './prior-deliveries.ts'
import type { SeriesDirectory, SeriesKey } from './series.ts'
import { recordSuperseded, type SupersededDay } from './superseded-day.ts'

/** One day of one series as a sender stated it: one row of a block. */
export interface Delivery extends SeriesKey {
  readonly rows: DayRows
  readonly row: number
  /** Order of groups within a day in the lake; see day-columns. */
  readonly sortGroup: number
  /** When the sender registered the values, epoch milliseconds. */
  readonly registeredAtMs: number
  readonly documentId: string
  readonly transactionId: string
}

/** What intake needs of the outside world. */
export interface IntakePorts {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
  readonly series: SeriesDirectory
}

/** Deliveries that are ready: their locks are held and their files written; only the commit's number is missing. */
export interface ReadyDeliveries {
  readonly deliveries: number
  /** Reading days that change by them; a delivery that repeats what stands or comes too late changes none. */
  readonly readings: number
  /** Records everything under the commit's number; the last thing before COMMIT, since the number serialises commits. */
  readonly record: (seq: bigint) => Promise<void>
  /** After COMMIT. */
  readonly committed: () => void
  /** After ROLLBACK: removes the files. */
  readonly discard: () => Promise<void>
}

/** From this many rows on, a commit writes its own lake batch; below, its rows wait in PostgreSQL for the flusher. */
export const LAKE_BATCH_ROWS = 1000

/**
 * Merges deliveries into the days as they stand (architecture 2): complete days, slot by slot, by the highest
 * (registered_at, recorded_seq). Everything happens in the caller's transaction; nothing is visible before its commit.
 * @param options.beside statements of the same transaction that the database works on while files are written
 */
export async function acceptDeliveries(
  trx: Transaction,
  deliveries: readonly Delivery[],
  ports: IntakePorts,
  { beside = async () => {} }: { readonly beside?: () => Promise<void> } = {},
): Promise<ReadyDeliveries> {
  const { numbers, commit } = await ports.series.numbersOf(trx, deliveries)
  const keyed = deliveries.map((delivery, position): KeyedDelivery => ({
    ...delivery,
    seriesId: numbers[position] ?? 0,
    recordedSeq: null,
    position,
  }))
  const days = keyed.map((pick) => ({
    slotClass: pick.rows.slotClass,
    marketDay: dayOf(pick),
    seriesId: pick.seriesId,
  }))
  const seen = await claimDays(trx, days)
  const plan = await planReadings(keyed, seen, ports)
  faultPoint('intake:merged')
  const alone = new Set<KeyedRow>(plan.readings)
  const others = keyed.filter((pick) => !alone.has(pick))
  const drafts = await bothOrNone(
    keyed.length >= LAKE_BATCH_ROWS ? draftDayBatches(others, plan.readings, ports) : undefined,
    beside(),
  )
  faultPoint('intake:files-written')
  return {
    deliveries: keyed.length,
    readings: plan.readings.length,
    record: async (seq) => {
      await recordRows(trx, others, plan.readings, drafts, seq)
      await recordSuperseded(trx, plan.superseded, seq)
    },
    committed: commit,
    discard: async () => {
      await drafts?.discard()
    },
  }
}

/** Waits for both, so that nothing is still being written when the transaction ends. */
async function bothOrNone(
  drafting: Promise<DayBatchDrafts> | undefined,
  beside: Promise<void>,
): Promise<DayBatchDrafts | undefined> {
  const [drafted, done] = await Promise.allSettled([drafting, beside])
  if (drafted.status === 'rejected') throw drafted.reason
  if (done.status === 'rejected') {
    await drafted.value?.discard()
    throw done.reason
  }
  return drafted.value
}

type ReplacedDay = Omit<SupersededDay, 'supersededSeq'> & { readonly slotClass: SlotClass }

interface ReadingPlan {
  readonly readings: KeyedRow[]
  readonly superseded: ReplacedDay[]
}

async function planReadings(
  keyed: readonly KeyedDelivery[],
  seen: readonly boolean[],
  ports: IntakePorts,
): Promise<ReadingPlan> {
  const plan: ReadingPlan = { readings: [], superseded: [] }
  const byDay = new Map<number, KeyedDelivery[]>()
  const before: KeyedDelivery[] = []
  keyed.forEach((pick, i) => {
    const key = dayKey(pick.rows.slotClass, pick.seriesId, dayOf(pick))
    const fresh = byDay.get(key)
    if (fresh !== undefined) fresh.push(pick)
    else {
      byDay.set(key, [pick])
      if (seen[i] === true) before.push(pick)
    }
  })
  const recorded = await recordedOf(before, ports)
  for (const [key, fresh] of byDay) planDay(fresh, recorded.get(key) ?? [], plan)
  return plan
}

function planDay(fresh: readonly KeyedDelivery[], recorded: readonly RecordedDelivery[], plan: ReadingPlan): void {
  const last = fresh.at(-1)
  if (last === undefined) return
  if (fresh.length === 1 && recorded.length === 0) {
    plan.readings.push(last)
    return
  }
  const next = nextReading(
    recorded,
    fresh.map((pick) => ({ ...pick, recordedSeq: UNCOMMITTED })),
  )
  if (next === undefined) return
  const { seriesId, sortGroup } = last
  plan.readings.push({
    seriesId,
    sortGroup,
    recordedSeq: null,
    registeredAtMs: next.reading.registeredAtMs,
    rows: next.reading.rows,
    row: 0,
  })
  if (next.supersedes !== null) {
    plan.superseded.push({
      slotClass: last.rows.slotClass,
      marketDay: dayOf(last),
      seriesId,
      recordedSeq: next.supersedes,
    })
  }
}

/**
 * Earlier deliveries of days whose presence rows this transaction has locked. They are read in a transaction of their
 * own, begun after the lock: it sees all that earlier writers committed, and one state of buffer and lake.
 */
async function recordedOf(
  picks: readonly KeyedDelivery[],
  ports: IntakePorts,
): Promise<Map<number, RecordedDelivery[]>> {
  const found = new Map<number, RecordedDelivery[]>()
  if (picks.length === 0) return found
  await inTransaction(
    ports.pool,
    async (look) => {
      for (const [slotClass, ofClass] of Map.groupBy(picks, (pick) => pick.rows.slotClass)) {
        const wanted = ofClass.map((pick) => ({ seriesId: pick.seriesId, marketDay: dayOf(pick) }))
        for (const delivery of await recordedDeliveries(look, ports, slotClass, wanted)) {
          const key = dayKey(slotClass, delivery.seriesId, delivery.marketDay)
          const list = found.get(key)
          if (list === undefined) found.set(key, [delivery])
          else list.push(delivery)
        }
      }
    },
    { isolation: 'repeatable read', beside: true },
  )
  return found
}

async function recordRows(
  trx: Transaction,
  deliveries: readonly KeyedDelivery[],
  readings: readonly KeyedRow[],
  drafts: DayBatchDrafts | undefined,
  seq: bigint,
): Promise<void> {
  if (drafts !== undefined) {
    await drafts.record(trx, 'intake', seq)
    return
  }
  for (const [slotClass, picks] of Map.groupBy(deliveries, (pick) => pick.rows.slotClass)) {
    await bufferDays(trx, 'delivery', slotClass, picks, seq)
  }
  for (const [slotClass, picks] of Map.groupBy(readings, (pick) => pick.rows.slotClass)) {
    await bufferDays(trx, 'reading', slotClass, picks, seq)
  }
}

/** One number for a day of a series: series take 31 bits, days 17 and the class 2 of a safe integer's 53. */
function dayKey(slotClass: SlotClass, seriesId: number, marketDay: number): number {
  return (seriesId * 2 ** 17 + marketDay) * 4 + SLOT_CLASSES.indexOf(slotClass)
}
