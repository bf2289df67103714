import type { Transaction } from '../platform/index.ts'
import type { PointPeriod } from './model.ts'
import { fromPeriodRow, PERIOD_COLUMNS } from './period-row.ts'
import type { PeriodRow, SharedText } from './period-row.ts'
import { periodQuery } from './periods-as-known.ts'

/** Periods of metering points in memory, for readers that ask for thousands of points a second. */
export type PointDirectory = {
  /**
   * Brings the directory up to what the transaction sees and loads those of the points that it does not hold yet. Call it
   * in a READ COMMITTED transaction that has written no points itself: what is rolled back must not stay here.
   */
  readonly refresh: (trx: Transaction, pointIds?: Iterable<string>) => Promise<void>
  /**
   * The point's periods in the order of days; undefined when nothing is known of it.
   * @throws Error for a point that was never among those of refresh: the caller's mistake, not an unknown point
   */
  readonly lookup: (pointId: string) => readonly PointPeriod[] | undefined
  /** the newest recorded_seq of the room that the directory has taken in */
  readonly recordedSeq: () => bigint
}

// Some 400 bytes a point: the default takes about 200 MB, or twice that while two generations live.
const MOST_POINTS = 500_000
const POINTS_A_QUERY = 10_000
// More changes than this are read again when they are asked for.
const MOST_RELOADED = 20_000

/**
 * An empty directory. Refreshes of one directory wait for each other.
 * @param options.maxPoints how many points stay in memory; beyond it the directory starts a new generation and keeps one old one
 */
export function pointDirectory(options: { readonly maxPoints?: number } = {}): PointDirectory {
  const maxPoints = options.maxPoints ?? MOST_POINTS
  const text = sharedTexts()
  let held = new Map<string, readonly PointPeriod[]>()
  // Readers that refreshed a moment ago may still look up what the newest refresh had no room for.
  let before = new Map<string, readonly PointPeriod[]>()
  let takenIn = 0n
  let last: Promise<void> = Promise.resolve()

  const startGeneration = (): void => {
    before = held
    held = new Map()
  }

  const load = async (trx: Transaction, ids: readonly string[]): Promise<void> => {
    for (let from = 0; from < ids.length; from += POINTS_A_QUERY) {
      const chunk = ids.slice(from, from + POINTS_A_QUERY)
      const found = await loadPeriods(trx, chunk, takenIn, text)
      for (const id of chunk) held.set(id, found.get(id) ?? NO_PERIODS)
    }
  }

  const takeIn = async (trx: Transaction): Promise<void> => {
    const seq = await newestSeq(trx)
    if (seq === takenIn) return
    const changed = seq > takenIn && held.size > 0 ? await changedPoints(trx, takenIn, seq) : undefined
    takenIn = seq
    if (changed === undefined) startGeneration()
    else
      await load(
        trx,
        changed.filter((id) => held.has(id)),
      )
  }

  const refresh = async (trx: Transaction, pointIds: Iterable<string>): Promise<void> => {
    const asked = new Set(pointIds)
    await takeIn(trx)
    let missing = [...asked].filter((id) => !held.has(id))
    if (missing.length > 0 && held.size + missing.length > maxPoints) {
      startGeneration()
      missing = [...asked]
    }
    await load(trx, missing)
  }

  return {
    refresh: async (trx, pointIds = []) => {
      const mine = last.then(async () => {
        await refresh(trx, pointIds)
      })
      last = mine.catch(() => {}) // the next refresh starts from what stands, whoever failed before
      await mine
    },
    lookup: (pointId) => {
      const periods = held.get(pointId) ?? before.get(pointId)
      if (periods === undefined) throw new Error(`metering point ${pointId} was not among the points of refresh`)
      return periods.length === 0 ? undefined : periods
    },
    recordedSeq: () => takenIn,
  }
}

const NO_PERIODS: readonly PointPeriod[] = []

async function newestSeq(trx: Transaction): Promise<bigint> {
  const { rows } = await trx.query<{ seq: string }>('select seq::text from metering_points.changed')
  return BigInt(rows[0]?.seq ?? 0)
}

/** Points with statements recorded in (since, until]; undefined when they are too many to be worth reading. */
async function changedPoints(trx: Transaction, since: bigint, until: bigint): Promise<string[] | undefined> {
  const { rows } = await trx.query<{ metering_point_id: string }>(
    `select distinct metering_point_id from (
       select metering_point_id from metering_points.metering_point_period
       where recorded_seq > $1::bigint and recorded_seq <= $2::bigint limit $3
     ) recent`,
    [since.toString(), until.toString(), MOST_RELOADED + 1],
  )
  return rows.length > MOST_RELOADED ? undefined : rows.map((row) => row.metering_point_id)
}

async function loadPeriods(
  trx: Transaction,
  pointIds: readonly string[],
  atSeq: bigint,
  text: SharedText,
): Promise<Map<string, PointPeriod[]>> {
  const { text: sql, values } = periodQuery(PERIOD_COLUMNS, { pointIds, atSeq })
  const { rows } = await trx.query<PeriodRow>({ rowMode: 'array', text: sql, values })
  const found = new Map<string, PointPeriod[]>()
  for (const row of rows) {
    const period = fromPeriodRow(row, text)
    const periods = found.get(period.meteringPointId)
    if (periods === undefined) found.set(period.meteringPointId, [period])
    else periods.push(period)
  }
  return found
}

/** Holds each text once: half a million points share a few words, areas and suppliers. */
function sharedTexts(): SharedText {
  const texts = new Map<string, string>()
  return (value) => {
    if (value === null) return null
    const known = texts.get(value)
    if (known !== undefined) return known
    texts.set(value, value)
    return value
  }
}
