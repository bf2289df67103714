import type { MarketZone, SlotClass } from '../kernel/index.ts'
import { faultPoint, inTransaction, type Engine, type Lake, type Pool, type Transaction } from '../platform/index.ts'
import { bufferDays } from './buffered-day.ts'
import { draftDayBatches, type DayBatchDrafts } from './day-batch.ts'
import type { KeyedDelivery, KeyedRow } from './day-columns.ts'
import { claimDays } from './day-presence.ts'
import type { DayRows } from './day-rows.ts'
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
 */
export async function acceptDeliveries(trx: Transaction, deliveries: readonly Delivery[], ports: IntakePorts): Promise<ReadyDeliveries> {
  const { numbers, commit } = await ports.series.numbersOf(trx, deliveries)
  const keyed = deliveries.map(
    (delivery, position): KeyedDelivery => ({ ...delivery, seriesId: numbers[position] ?? 0, recordedSeq: null, position }),
  )
  const days = keyed.map((pick) => ({ slotClass: pick.rows.slotClass, marketDay: pick.rows.marketDay[pick.row] ?? 0, seriesId: pick.seriesId }))
  const seen = await claimDays(trx, days)
  const plan = await planReadings(keyed, seen, ports)
  faultPoint('intake:merged')
  const alone = new Set<KeyedRow>(plan.readings)
  const others = keyed.filter((pick) => !alone.has(pick))
  const drafts = keyed.length >= LAKE_BATCH_ROWS ? await draftDayBatches(others, plan.readings, ports) : undefined
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

type ReplacedDay = Omit<SupersededDay, 'supersededSeq'> & { readonly slotClass: SlotClass }

interface ReadingPlan {
  readonly readings: KeyedRow[]
  readonly superseded: ReplacedDay[]
}

async function planReadings(keyed: readonly KeyedDelivery[], seen: readonly boolean[], ports: IntakePorts): Promise<ReadingPlan> {
  const plan: ReadingPlan = { readings: [], superseded: [] }
  const contested = new Map<string, { readonly seen: boolean; readonly fresh: KeyedDelivery[] }>()
  keyed.forEach((pick, i) => {
    const key = dayKey(pick.rows.slotClass, pick.seriesId, pick.rows.marketDay[pick.row] ?? 0)
    const entry = contested.get(key) ?? { seen: seen[i] ?? false, fresh: [] }
    entry.fresh.push(pick)
    contested.set(key, entry)
  })
  const recorded = await recordedOf([...contested.values()].filter((day) => day.seen).map((day) => day.fresh), ports)
  for (const [key, day] of contested) planDay(day.fresh, recorded.get(key) ?? [], plan)
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
  plan.readings.push({ seriesId, sortGroup, recordedSeq: null, registeredAtMs: next.reading.registeredAtMs, rows: next.reading.rows, row: 0 })
  if (next.supersedes !== null) {
    const { slotClass, marketDay } = last.rows
    plan.superseded.push({ slotClass, marketDay: marketDay[last.row] ?? 0, seriesId, recordedSeq: next.supersedes })
  }
}

/**
 * Earlier deliveries of days whose presence rows this transaction has locked. They are read in a transaction of their
 * own, begun after the lock: it sees all that earlier writers committed, and one state of buffer and lake.
 */
async function recordedOf(days: readonly (readonly KeyedDelivery[])[], ports: IntakePorts): Promise<Map<string, RecordedDelivery[]>> {
  const found = new Map<string, RecordedDelivery[]>()
  if (days.length === 0) return found
  const byClass = Map.groupBy(
    days.flatMap((fresh) => fresh.slice(0, 1)),
    (pick) => pick.rows.slotClass,
  )
  await inTransaction(
    ports.pool,
    async (look) => {
      for (const [slotClass, picks] of byClass) {
        const wanted = picks.map((pick) => ({ seriesId: pick.seriesId, marketDay: pick.rows.marketDay[pick.row] ?? 0 }))
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

function dayKey(slotClass: SlotClass, seriesId: number, marketDay: number): string {
  return `${slotClass}/${seriesId}/${marketDay}`
}
