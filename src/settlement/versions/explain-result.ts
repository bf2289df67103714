import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  formatDecimal,
  formatInstant,
  GridbookError,
  marketDayOf,
  parseDecimal,
  QUALITIES,
  slotOf,
} from '../../kernel/index.ts'
import { exportSeries } from '../../measurements/index.ts'
import { dateLiteral, inTransaction, parquet, sum, textLiteral, valuesRelation } from '../../platform/index.ts'
import { resultResolution } from '../arguments.ts'
import { slotsOfResult, type EnergyResultDay, type EnergyRow } from '../energy-rows.ts'
import { openEnergyRelations } from '../run/calculation-input.ts'
import { resultFiles } from '../run/result-files.ts'
import { pointDeliveries, type ProvenCause } from './cause-evidence.ts'
import type { ComparisonPorts } from './compare-calculations.ts'
import { calculationOf, type ComparedCalculation } from './compared-calculations.ts'
import { MADE_FROM, type MovedResult } from './models/mover-cause.ts'
import { slotLossSql, slotPartsSql } from './models/slot-part.ts'
import { pointSums } from './point-sums.ts'

/** One slot of one energy result. */
export interface AskedSlot extends Omit<MovedResult, 'marketDay'> {
  /** The first instant of the slot, epoch milliseconds. */
  readonly atMs: number
}

/** What a point gives to a slot, with every delivery of its day that was known. */
export interface SlotPart {
  readonly meteringPointId: string
  readonly readAs: ProvenCause['readAs']
  readonly contribution: string
  /** kWh with eight decimals, with the sign that it has in the result. */
  readonly kwh: string
  readonly qualities: readonly string[]
  readonly deliveries: ProvenCause['deliveries']
}

/** A slot of a result, walked back: quantity = points + allocated loss + rounding. kWh as decimal text. */
export interface ExplainedSlot {
  readonly calculation: ComparedCalculation
  /** First instant of the slot. */
  readonly time: string
  readonly marketDay: string
  readonly quantityKwh: string
  readonly qualities: EnergyRow['qualities']
  readonly points: number
  /** The exact sum of all points. */
  readonly pointsKwh: string
  readonly allocatedLossKwh: string
  /** What the carry rounding of the sums by supplier and neighbour adds (settlement 1.4). */
  readonly roundingKwh: string
  /** The points that give most. */
  readonly top: readonly SlotPart[]
}

/**
 * Walks one slot of an energy result back to the points, their readings and the messages that brought them, as known at the
 * number that the calculation read up to.
 * @param reference id or version of the calculation; @param limit points that are shown
 * @throws GridbookError NOT_FOUND, NOT_CALCULATED when the calculation has no such slot
 */
export async function explainSlot(
  reference: string,
  asked: AskedSlot,
  limit: number,
  ports: ComparisonPorts,
): Promise<ExplainedSlot> {
  const directory = join(ports.scratch, `explanation-${randomUUID()}`)
  const { engine, zone } = ports
  try {
    const { calculation, results } = await openResults(reference, ports)
    const { gridAreas, inputSeq, version } = calculation
    const day = marketDayOf(asked.atMs, zone)
    const result: MovedResult = { ...asked, marketDay: day.date }
    const slot = slotOf(day, resultResolution(calculation), asked.atMs)
    const row = await rowOf(results, calculation, { ...asked, marketDay: day.date }, ports)
    if (slot === undefined || row === undefined) throw notCalculated(calculation, asked)
    const period = { fromMs: day.startMs, toMs: day.endMs }
    const relations = await openEnergyRelations({ period, zone, atSeq: inputSeq, gridAreas }, directory, ports)
    const days = valuesRelation([{ name: 'market_day', type: 'DATE' }], [[day.date]])
    const only = { points: relations.pointPeriod, days }
    const sums = await pointSums({ ...calculation, period }, relations, only, { engine, directory })
    const parts = slotPartsSql(sums, gridAreas, result, slot)
    const [total] = await engine.rows<{ points: bigint; kwh: string | null }>(
      `select count(distinct metering_point_id) as points, ${sum('kwh')} as kwh from (${parts}) as p`,
    )
    const [loss] = await engine.rows<{ kwh: string | null }>(slotLossSql(results, version, result, slot))
    // A loss series is the allocated loss itself.
    const isLoss = MADE_FROM[result.timeSeriesType].points.length === 0
    const [points, allocated] = [scaled(total?.kwh ?? '0'), scaled(isLoss ? row.quantityKwh : (loss?.kwh ?? '0'))]
    return {
      calculation,
      time: row.time,
      marketDay: day.date,
      quantityKwh: row.quantityKwh,
      qualities: row.qualities,
      points: Number(total?.points ?? 0n),
      pointsKwh: formatDecimal(points, SCALE, SCALE),
      allocatedLossKwh: formatDecimal(allocated, SCALE, SCALE),
      roundingKwh: formatDecimal(scaled(row.quantityKwh) - points - allocated, SCALE, SCALE),
      top: await topParts(parts, { marketDay: day.date, inputSeq, limit, directory }, ports),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function openResults(
  reference: string,
  { pool, lake, zone }: ComparisonPorts,
): Promise<{ readonly calculation: ComparedCalculation; readonly results: string }> {
  return await inTransaction(
    pool,
    async (trx) => {
      const calculation = await calculationOf(trx, reference, zone)
      return { calculation, results: parquet(await resultFiles(trx, [calculation.calculationId], lake)) }
    },
    { isolation: 'repeatable read' },
  )
}

function notCalculated({ calculationId }: ComparedCalculation, asked: AskedSlot): GridbookError {
  const name = `${asked.timeSeriesType} by ${asked.level} of grid area ${asked.gridArea}`
  const message = `calculation ${calculationId} has no slot of ${name} that begins at ${formatInstant(asked.atMs)}`
  return new GridbookError('NOT_CALCULATED', message)
}

async function rowOf(
  results: string,
  { version }: ComparedCalculation,
  asked: AskedSlot & { readonly marketDay: string },
  { engine, zone }: ComparisonPorts,
): Promise<EnergyRow | undefined> {
  const is = (column: string, value: string | null): string =>
    value === null ? `${column} is null` : `${column} = ${textLiteral(value)}`
  const actors = [
    is('energy_supplier_id', asked.energySupplierId),
    is('balance_responsible_id', asked.balanceResponsibleId),
  ]
  const days = await engine.rows<EnergyResultDay>(
    `select * from ${results} as r where calculation_version = ${version} and market_day = ${dateLiteral(asked.marketDay)}
       and ${is('time_series_type', asked.timeSeriesType)} and ${is('aggregation_level', asked.level)} and ${is('grid_area', asked.gridArea)}
       and ${is('neighbour_grid_area', asked.neighbourGridArea)} and ${actors.join(' and ')}`,
  )
  return days.flatMap((day) => slotsOfResult(day, zone)).find(({ time }) => time === formatInstant(asked.atMs))
}

interface PartRow extends Record<string, unknown> {
  readonly metering_point_id: string
  readonly slot_class: number
  readonly contribution: string
  readonly kwh: string
}

async function topParts(
  parts: string,
  at: { readonly marketDay: string; readonly inputSeq: bigint; readonly limit: number; readonly directory: string },
  ports: ComparisonPorts,
): Promise<SlotPart[]> {
  const rows = await ports.engine.rows<PartRow>(
    `select * from (${parts}) as p order by abs(kwh) desc, metering_point_id, slot_class limit ${Math.trunc(at.limit)}`,
  )
  const shown = rows.map((row) => ({
    meteringPointId: row.metering_point_id,
    readAs: row.slot_class === 25 ? ('PT1H' as const) : ('PT15M' as const),
    contribution: row.contribution,
    kwh: row.kwh,
    qualities: QUALITIES.filter((quality) => row[`is_${quality}`] === true),
  }))
  const days = await inTransaction(
    ports.pool,
    async (trx) => {
      const path = join(at.directory, 'explained_series.parquet')
      await exportSeries(trx, ports.engine, path)
      const between = { fromSeq: 0n, toSeq: at.inputSeq, series: parquet([path]), zone: ports.zone }
      return await pointDeliveries(
        trx,
        shown.map((part) => ({ ...part, marketDay: at.marketDay })),
        between,
        ports,
      )
    },
    { isolation: 'repeatable read' },
  )
  return shown.map((part, n) => ({ ...part, deliveries: days[n] ?? [] }))
}

const SCALE = 8

function scaled(text: string): bigint {
  const parsed = parseDecimal(text, { scale: SCALE, maxIntegerDigits: 30, maxDecimals: SCALE })
  if (!parsed.ok) throw new RangeError(`${text} is not a decimal of ${SCALE} places`)
  return parsed.value
}
