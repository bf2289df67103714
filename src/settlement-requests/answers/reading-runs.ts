import { meteringPointTypeCode, unitCode, type EnergyUnit, type OutgoingReading } from '../../exchange/index.ts'
import { addDays, isResolution, marketDay, slotClassOf, type MarketDay, type MarketZone } from '../../kernel/index.ts'
import type { SeriesReadings } from '../../measurements/index.ts'
import { isInForce, type PointPeriod } from '../../metering-points/index.ts'
import type { RequestedPoint } from './requested-point.ts'

/** Reading days of a point in one unit. */
export interface PointReadings extends SeriesReadings {
  readonly unit: EnergyUnit
}

/** One series of readings, whoever is to receive it. */
export type ReadingRun = Pick<
  OutgoingReading,
  | 'registeredAtMs'
  | 'meteringPointId'
  | 'meteringPointType'
  | 'product'
  | 'unit'
  | 'resolution'
  | 'fromMs'
  | 'toMs'
  | 'inDomain'
  | 'outDomain'
  | 'rows'
  | 'firstRow'
  | 'rowCount'
>

/**
 * Divides reading days into series: days that follow each other, on which the point is the same, and which were registered
 * at the same time, because the time of registration says which readings win at the receiver (datahub 0). Days that are
 * not the requester's, and readings in another resolution or unit than the point had, are left out.
 */
export function readingRuns(readings: PointReadings, point: RequestedPoint, zone: MarketZone): ReadingRun[] {
  const { rows, registeredAtMs } = readings
  const runs: ReadingRun[] = []
  let last: { readonly period: PointPeriod; readonly row: number; readonly day: MarketDay } | undefined
  for (let row = 0; row < rows.count; row += 1) {
    const day = addDays(marketDay('1970-01-01', zone), rows.marketDay[row] ?? 0)
    const period = point.periods.find((candidate) => isInForce(candidate, day.date))
    if (period === undefined || !isOf(period, readings) || !point.isRequestersOn(day.date)) continue
    const registered = registeredAtMs[row] ?? 0
    const before = runs.at(-1)
    const goesOn =
      last?.row === row - 1 &&
      last.day.endMs === day.startMs &&
      last.period === period &&
      before?.registeredAtMs === registered
    if (goesOn && before !== undefined)
      runs[runs.length - 1] = { ...before, toMs: day.endMs, rowCount: before.rowCount + 1 }
    else {
      runs.push({
        ...headOf(period),
        registeredAtMs: registered,
        fromMs: day.startMs,
        toMs: day.endMs,
        rows,
        firstRow: row,
        rowCount: 1,
      })
    }
    last = { period, row, day }
  }
  return runs
}

function isOf(period: PointPeriod, { rows, unit }: PointReadings): boolean {
  const { resolution } = period
  return isResolution(resolution) && slotClassOf(resolution) === rows.slotClass && unitOfPoint(period) === unit
}

// settlement 3.2.
const PRODUCTS = { kWh: '8716867000030', kVArh: '8716867000047' } as const

function headOf(period: PointPeriod) {
  const unit = unitOfPoint(period)
  return {
    meteringPointId: period.meteringPointId,
    meteringPointType: meteringPointTypeCode(period.type),
    product: PRODUCTS[unit],
    unit: unitCode(unit),
    resolution: period.resolution,
    ...(period.toGridArea === null ? {} : { inDomain: period.toGridArea }),
    ...(period.fromGridArea === null ? {} : { outDomain: period.fromGridArea }),
  }
}

/** The unit in which the readings of a point are kept: MWh are kept as kWh. */
export function unitOfPoint({ unit }: Pick<PointPeriod, 'unit'>): EnergyUnit {
  return unit === 'kVArh' ? 'kVArh' : 'kWh'
}
