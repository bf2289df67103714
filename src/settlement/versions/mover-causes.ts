import { formatDecimal, parseDecimal } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import { causeTotalsSql, lossPartsSql, topCausesSql, type MovedResult } from './models/mover-cause.ts'

/** A point that makes a result move. kWh as decimal text, with the sign that they have in the result. */
export interface PointCause {
  readonly meteringPointId: string
  /** PT1H or PT15M: how its readings lie */
  readonly readAs: 'PT1H' | 'PT15M'
  /** flex, non_profiled, production, exchange */
  readonly contribution: string
  /** Its value of the day in either result; null: not part of it. */
  readonly aKwh: string | null
  readonly bKwh: string | null
  /** By other readings in slots that it has in both; by entering or leaving the sum: supplier, method, resolution, state. */
  readonly readingsKwh: string
  readonly periodsKwh: string
  readonly otherQualities: boolean
}

/**
 * Why a result day moved: difference = readings + periods + allocated loss + rounding. Everything but the last is exact.
 * kWh as decimal text with eight decimals.
 */
export interface MoveCauses {
  /** Points that contribute, and what all of them add up to. */
  readonly points: number
  readonly readingsKwh: string
  readonly periodsKwh: string
  /** The difference of the grid loss as it is allocated to the result; its own causes are those of the area's grid_loss. */
  readonly allocatedLossKwh: string
  /** What the carry rounding of the two sums leaves (settlement 1.4). */
  readonly roundingKwh: string
  /** The points that contribute most. */
  readonly top: readonly PointCause[]
}

interface TotalRow extends Record<string, unknown> {
  readonly mover: number
  readonly points: bigint
  readonly reading_kwh: string
  readonly period_kwh: string
}

interface CauseRow extends Record<string, unknown> {
  readonly mover: number
  readonly metering_point_id: string
  readonly slot_class: number
  readonly contribution: string
  readonly a_kwh: string | null
  readonly b_kwh: string | null
  readonly reading_kwh: string
  readonly period_kwh: string
  readonly other_qualities: boolean
}

/**
 * The causes of some movers, in their order.
 * @param relations point_cause_day and energy_comparison_day
 * @param limit points of each mover
 */
export async function moverCauses(
  moved: readonly (MovedResult & { readonly differenceKwh: string })[],
  relations: { readonly causes: string; readonly comparison: string },
  limit: number,
  engine: Engine,
): Promise<MoveCauses[]> {
  if (moved.length === 0) return []
  const totals = new Map(
    (await engine.rows<TotalRow>(causeTotalsSql(moved, relations.causes))).map((row) => [row.mover, row]),
  )
  const losses = new Map(
    (await engine.rows<{ mover: number; loss_kwh: string }>(lossPartsSql(moved, relations.comparison))).map((row) => [
      row.mover,
      row.loss_kwh,
    ]),
  )
  const top = Map.groupBy(await engine.rows<CauseRow>(topCausesSql(moved, relations.causes, limit)), (row) => row.mover)
  return moved.map((one, at) => {
    const total = totals.get(at)
    // A loss series is the allocated loss itself.
    const loss = isLoss(one) ? one.differenceKwh : (losses.get(at) ?? '0')
    const parts = [total?.reading_kwh ?? '0', total?.period_kwh ?? '0', loss].map(atEight)
    const [readings = 0n, periods = 0n, allocated = 0n] = parts
    return {
      points: Number(total?.points ?? 0n),
      readingsKwh: formatDecimal(readings, SCALE, SCALE),
      periodsKwh: formatDecimal(periods, SCALE, SCALE),
      allocatedLossKwh: formatDecimal(allocated, SCALE, SCALE),
      roundingKwh: formatDecimal(atEight(one.differenceKwh) - readings - periods - allocated, SCALE, SCALE),
      top: (top.get(at) ?? []).map(toPointCause),
    }
  })
}

const SCALE = 8

function isLoss({ timeSeriesType }: MovedResult): boolean {
  return timeSeriesType === 'positive_grid_loss' || timeSeriesType === 'negative_grid_loss'
}

function atEight(text: string): bigint {
  const parsed = parseDecimal(text, { scale: SCALE, maxIntegerDigits: 30, maxDecimals: SCALE })
  if (!parsed.ok) throw new RangeError(`${text} is not a decimal of ${SCALE} places`)
  return parsed.value
}

function toPointCause(row: CauseRow): PointCause {
  return {
    meteringPointId: row.metering_point_id,
    readAs: row.slot_class === 25 ? 'PT1H' : 'PT15M',
    contribution: row.contribution,
    aKwh: row.a_kwh,
    bKwh: row.b_kwh,
    readingsKwh: row.reading_kwh,
    periodsKwh: row.period_kwh,
    otherQualities: row.other_qualities,
  }
}
