import type { DayRows } from '../src/kernel/index.ts'
import { acceptDeliveries, flushBuffer, newDayRows, sortGroupOf, type Delivery } from '../src/measurements/index.ts'
import { inTransaction, nextRecordedSeq } from '../src/platform/index.ts'
import { gsrnOf, type Range, type ReadingDays } from '../src/sandbox/index.ts'
import type { Hub } from './bench-hub.ts'
import type { BenchMarket } from './country.ts'

/** Points of one commit: what sixteen documents of 2,000 transactions bring. */
const POINTS_A_COMMIT = 32_000
/** Days whose corrections come together. */
const CORRECTION_DAYS = 7
const DAY_MS = 86_400_000

/** One in so many days of a point is delivered twice, first with other values. */
const CORRECTED_ONE_IN = 20

/** Rows as they are handed to the intake, and when they were registered. */
interface Wave {
  readonly name: string
  readonly blocks: readonly ReadingDays[]
  readonly daysLate: number
}

/**
 * Brings a month of readings into the hub through its own intake: every day once, day by day, and one in twenty again
 * with later registration, because the first time its values were others.
 * @returns values that stand in the end
 */
export async function deliverMonth(market: BenchMarket, hub: Hub, onDay: (day: number) => void): Promise<number> {
  const groups = await sortGroups(market, hub)
  let late: ReadingDays[] = []
  let values = 0
  for (let day = 0; day < market.days; day += 1) {
    for (const parts of commitsOf(market.parts)) {
      const blocks = parts.flatMap((points) => {
        const { hours, quarters } = market.readingDays(points, { from: day, to: day + 1 })
        values += valuesIn(hours.rows) + valuesIn(quarters.rows)
        late.push(takeCorrected(quarters, day))
        return [hours, quarters]
      })
      await commit({ name: `first-${day}-${parts[0]?.from}`, blocks, daysLate: 1 }, groups, hub)
    }
    if (day % CORRECTION_DAYS === CORRECTION_DAYS - 1 || day === market.days - 1) {
      await commit({ name: `correction-${day}`, blocks: late, daysLate: 10 }, groups, hub)
      late = []
    }
    onDay(day)
  }
  await flushBuffer(hub.intake)
  return values
}

/** Parts of a market, as many together as a commit takes. */
function commitsOf(parts: readonly Range[]): Range[][] {
  const divided = parts.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / POINTS_A_COMMIT) }, (_, n) => ({
      from: from + n * POINTS_A_COMMIT,
      to: Math.min(from + (n + 1) * POINTS_A_COMMIT, to),
    })),
  )
  const commits: Range[][] = []
  let points = Infinity
  for (const part of divided) {
    const size = part.to - part.from
    if (points + size > POINTS_A_COMMIT) {
      commits.push([])
      points = 0
    }
    commits.at(-1)?.push(part)
    points += size
  }
  return commits
}

/** Sets corrected rows apart as they are to stand in the end, and changes them in the block that is delivered first. */
function takeCorrected({ rows, points }: ReadingDays, day: number): ReadingDays {
  const picked = [...points.keys()].filter((row) => ((points[row] ?? 0) * 7 + day) % CORRECTED_ONE_IN === 0)
  const corrected = newDayRows(rows.slotClass, picked.length)
  const words = rows.stated.length / Math.max(rows.count, 1)
  picked.forEach((row, at) => {
    corrected.marketDay[at] = rows.marketDay[row] ?? 0
    for (const mask of ['stated', 'estimated', 'calculated', 'measured'] as const) {
      corrected[mask].set(rows[mask].subarray(row * words, (row + 1) * words), at * words)
    }
    const own = rows.values.subarray(row * rows.slotClass, (row + 1) * rows.slotClass)
    corrected.values.set(own, at * rows.slotClass)
    own.forEach((value, slot) => {
      if (value !== 0n) own[slot] = value + 1000n
    })
  })
  return { rows: corrected, points: Int32Array.from(picked, (row) => points[row] ?? 0) }
}

async function commit(
  { name, blocks, daysLate }: Wave,
  groups: (point: number, dayNumber: number) => number,
  hub: Hub,
): Promise<void> {
  const deliveries = blocks.flatMap(({ rows, points }) =>
    Array.from(points, (point, row): Delivery => {
      const dayNumber = rows.marketDay[row] ?? 0
      return {
        meteringPointId: gsrnOf(point),
        stream: '',
        unit: 'kWh',
        rows,
        row,
        sortGroup: groups(point, dayNumber),
        registeredAtMs: (dayNumber + daysLate) * DAY_MS,
        documentId: name,
        transactionId: `${name}-${point}-${dayNumber}`,
      }
    }),
  )
  const ready = await inTransaction(hub.intake.pool, async (trx) => {
    const accepted = await acceptDeliveries(trx, deliveries, hub.intake)
    await accepted.record(await nextRecordedSeq(trx))
    return accepted
  })
  ready.committed()
}

/** Where rows of a point lie within a day, asked of the same directory that documents ask. */
async function sortGroups(market: BenchMarket, { intake }: Hub): Promise<(point: number, dayNumber: number) => number> {
  const ids = Array.from({ length: market.settings.meteringPoints }, (_, point) => gsrnOf(point))
  await inTransaction(intake.pool, (trx) => intake.points.refresh(trx, ids))
  const spans = ids.map((id) =>
    (intake.points.lookup(id) ?? []).map((period) => ({
      from: dayNumberOf(period.validFrom),
      to: period.validTo === null ? Infinity : dayNumberOf(period.validTo),
      group: sortGroupOf(period),
    })),
  )
  return (point, dayNumber) => spans[point]?.find(({ from, to }) => from <= dayNumber && dayNumber < to)?.group ?? 0
}

function dayNumberOf(date: string): number {
  return Temporal.PlainDate.from('1970-01-01').until(date, { largestUnit: 'day' }).days
}

function valuesIn({ measured, estimated }: DayRows): number {
  return bitsIn(measured) + bitsIn(estimated)
}

function bitsIn(words: Float64Array): number {
  return words.reduce((sum, word) => sum + ones(word % 2 ** 26) + ones(Math.floor(word / 2 ** 26)), 0)
}

/** Bits of a number below 2^32. */
function ones(bits: number): number {
  let pairs = bits - ((bits >>> 1) & 0x5555_5555)
  pairs = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
  return (((pairs + (pairs >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24
}
