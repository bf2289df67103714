import { formatInstant, slotCount, WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { DayRows, MarketDay } from '../../kernel/index.ts'
import { dayHistories, findSeries, messageIdsOf, SeriesDirectory } from '../../measurements/index.ts'
import type { DayHistory } from '../../measurements/index.ts'
import { isInForce, type PointHistory } from '../../metering-points/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import type { ExplainedInterval, ReadingSource } from './explanation.ts'

/** The value of one interval and the delivery that stated it. */
export interface ReadInterval {
  readonly day: MarketDay
  /** from 0 at the day's first instant, in the point's own resolution */
  readonly slot: number
  readonly startMs: number
  readonly minutes: 15 | 60
  readonly microKwh: bigint
  readonly quality: ExplainedInterval['quality']
  readonly source: Omit<ReadingSource, 'messageId'>
}

/**
 * The intervals of a point on some days as known at a number, each from the delivery that gave it its value: of those that state the slot the
 * one of the highest rank (datahub 0: a later registration wins).
 */
export async function readIntervals(
  point: PointHistory,
  days: readonly MarketDay[],
  atSeq: bigint,
  ports: BillingPorts,
): Promise<ReadInterval[]> {
  const seriesId = await findSeries(ports.pool, { meteringPointId: point.meteringPointId, stream: '', unit: 'kWh' })
  if (seriesId === undefined) return []
  const found: ReadInterval[] = []
  for (const resolution of ['PT1H', 'PT15M'] as const) {
    const ownDays = days.filter(
      (day) => point.periods.find((period) => isInForce(period, day.date))?.resolution === resolution,
    )
    const histories = await dayHistories(
      resolution === 'PT1H' ? 25 : 100,
      ownDays.map((day) => ({ seriesId, marketDay: day.dayNumber })),
      { ...ports, series: new SeriesDirectory() },
    )
    for (const [n, day] of ownDays.entries()) {
      const known = histories[n]?.deliveries.filter((delivery) => delivery.recordedSeq <= atSeq) ?? []
      found.push(...intervalsOfDay(day, resolution, known.toReversed()))
    }
  }
  return found.sort((a, b) => a.startMs - b.startMs)
}

/** @param known the deliveries of the day, the highest rank first */
function intervalsOfDay(day: MarketDay, resolution: 'PT1H' | 'PT15M', known: DayHistory['deliveries']): ReadInterval[] {
  const found: ReadInterval[] = []
  const minutes = resolution === 'PT1H' ? 60 : 15
  for (let slot = 0; slot < slotCount(day, resolution); slot += 1) {
    const delivery = known.find(({ rows, row }) => isIn(rows, 'stated', row, slot))
    if (delivery === undefined) continue
    const { rows, row, documentId, transactionId } = delivery
    const quality = QUALITIES.find((mask) => isIn(rows, mask, row, slot))
    if (quality === undefined) continue
    const registeredAt = formatInstant(delivery.registeredAtMs)
    const source = { documentId, transactionId, registeredAt, recordedSeq: delivery.recordedSeq.toString() }
    const startMs = day.startMs + slot * minutes * 60_000
    const microKwh = rows.values[row * rows.slotClass + slot] ?? 0n
    found.push({ day, slot, startMs, minutes, quality, source, microKwh })
  }
  return found
}

/** The distinct sources of some intervals, with their message ids, and which of them each interval has. */
export async function sourcesOf(
  intervals: readonly ReadInterval[],
  { pool }: BillingPorts,
): Promise<{ readonly sources: ReadingSource[]; readonly indexOf: (interval: ReadInterval) => number }> {
  const keyOf = ({ source }: ReadInterval): string =>
    `${source.documentId} ${source.transactionId} ${source.recordedSeq}`
  const distinct = new Map(intervals.map((interval) => [keyOf(interval), interval.source]))
  const messages = await messageIdsOf(pool, [...new Set([...distinct.values()].map(({ documentId }) => documentId))])
  const index = new Map([...distinct.keys()].map((key, n) => [key, n]))
  return {
    sources: [...distinct.values()].map((source) => ({
      ...source,
      messageId: messages.get(source.documentId) ?? null,
    })),
    indexOf: (interval) => index.get(keyOf(interval)) ?? 0,
  }
}

const QUALITIES = ['measured', 'estimated', 'calculated'] as const

function isIn(rows: DayRows, mask: 'stated' | (typeof QUALITIES)[number], row: number, slot: number): boolean {
  const word = rows[mask][row * wordCount(rows.slotClass) + Math.floor(slot / WORD_BITS)] ?? 0
  return Math.floor(word / 2 ** (slot % WORD_BITS)) % 2 === 1
}
