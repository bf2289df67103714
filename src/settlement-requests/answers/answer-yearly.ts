import { addDays, countSlots, has, marketDay, marketDayOf, slotCount, wordCount } from '../../kernel/index.ts'
import type { DayRows, MarketZone, SlotClass } from '../../kernel/index.ts'
import type { OutgoingYearlyAmount } from '../../exchange/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { ActorRequest } from '../request.ts'
import { NO_DATA, reasonOf } from '../rules/no-data.ts'
import type { AnswerPorts } from './answer-ports.ts'
import type { Answer } from './answer.ts'
import { readingsOfPoint } from './answer-readings.ts'
import { readingRuns, type ReadingRun } from './reading-runs.ts'
import type { RequestedPoint } from './requested-point.ts'

const DAYS = 365

/**
 * Answers RSM-015 of process E30 by the energy of the 365 market days before today (BRS-024), whoever supplied the point
 * then. It is estimated when a reading is, or when any is missing, for then it is known to be a part.
 */
export async function answerYearly(
  trx: Transaction,
  request: ActorRequest,
  point: RequestedPoint,
  ports: AnswerPorts,
): Promise<Answer> {
  const { zone, clock } = ports
  const nowMs = clock.nowMs()
  const today = marketDayOf(nowMs, zone)
  const period = { fromMs: addDays(today, -DAYS).startMs, toMs: today.startMs }
  const found = await readingsOfPoint(trx, point, period, ports)
  const runs = found.flatMap((one) => readingRuns(one, { ...point, isRequestersOn: () => true }, zone))
  const [first] = runs
  if (first === undefined) return { kind: 'rejected', reasons: [reasonOf(NO_DATA.nothing)] }
  const { meteringPointId, meteringPointType, product, unit } = first
  const amount: OutgoingYearlyAmount = {
    receiver: request.requester,
    processType: 'E30',
    relatedMessageId: request.messageId,
    originalTransactionId: request.series.transactionId,
    // Written to the second (datahub 2.1); it is stated now, from what is known now.
    registeredAtMs: nowMs - (nowMs % 1000),
    meteringPointId,
    meteringPointType,
    product,
    unit,
    ...period,
    ...sumOf(runs, zone),
  }
  return { kind: 'yearly', series: [amount] }
}

/** The sum of all readings in micro-kWh, and how it came about. */
function sumOf(runs: readonly ReadingRun[], zone: MarketZone): Pick<OutgoingYearlyAmount, 'quantity' | 'quality'> {
  let quantity = 0n
  let days = 0
  let isWhole = true
  let isEstimated = false
  let isCalculated = true
  for (const { rows, firstRow, rowCount } of runs) {
    for (let row = firstRow; row < firstRow + rowCount; row += 1) {
      const stated = maskOfRow(rows, 'stated', row)
      const expected = slotsOf(rows, row, zone)
      days += 1
      isWhole &&= countSlots(stated) === expected
      isEstimated ||= countSlots(maskOfRow(rows, 'estimated', row)) > 0
      isCalculated &&= countSlots(maskOfRow(rows, 'calculated', row)) === countSlots(stated)
      for (let slot = 0; slot < expected; slot += 1) {
        if (has(stated, slot)) quantity += rows.values[row * rows.slotClass + slot] ?? 0n
      }
    }
  }
  if (isEstimated || !isWhole || days < DAYS) return { quantity, quality: 'estimated' }
  return { quantity, quality: isCalculated ? 'calculated' : 'measured' }
}

function maskOfRow(rows: DayRows, mask: 'stated' | 'estimated' | 'calculated', row: number): number[] {
  const words = wordCount(rows.slotClass)
  return Array.from(rows[mask].subarray(row * words, (row + 1) * words))
}

const RESOLUTIONS: Readonly<Record<SlotClass, Parameters<typeof slotCount>[1]>> = {
  25: 'PT1H',
  50: 'PT30M',
  100: 'PT15M',
  300: 'PT5M',
}

function slotsOf(rows: DayRows, row: number, zone: MarketZone): number {
  const day = addDays(marketDay('1970-01-01', zone), rows.marketDay[row] ?? 0)
  return slotCount(day, RESOLUTIONS[rows.slotClass])
}
