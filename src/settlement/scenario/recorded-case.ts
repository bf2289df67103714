import {
  has,
  marketDay,
  parseDecimal,
  slotCount,
  slotStartMs,
  type MarketZone,
  type Quality,
} from '../../kernel/index.ts'
import { isMeteringPointType, isSettlementMethod } from '../../market/index.ts'
import { maskColumns, quantity, slots, valuesRelation, type Engine } from '../../platform/index.ts'
import { CHILD_TYPES, PARENT_TYPES, type CaseInput } from '../plan/index.ts'
import type { SettledClass } from '../models/columns.ts'
import type { PointPeriodInput, ReadingInput } from './inputs.ts'

/** Points of a case as a scenario has them, and which of them take the grid loss. */
export type RecordedPoints = {
  readonly points: readonly PointPeriodInput[]
  readonly lossPointIds: readonly string[]
}

/** The points of a case: parents, of wholesale types also the children that it accepts (settlement 1.2). */
export async function recordedPoints(input: CaseInput, zone: MarketZone, engine: Engine): Promise<RecordedPoints> {
  const types = input.charges === undefined ? PARENT_TYPES : `${PARENT_TYPES}, ${CHILD_TYPES}`
  const rows = await engine.rows<PointRow>(
    `select metering_point_id, type, settlement_method, slot_class, grid_area, from_grid_area, to_grid_area, parent_id,
       energy_supplier_id, balance_responsible_id, is_loss, cast(from_day as varchar) as from_day, cast(to_day as varchar) as to_day
     from ${input.point} where slot_class is not null and type in (${types}) order by metering_point_id, from_day`,
  )
  return {
    points: rows.map((row) => toPointPeriod(row, zone)),
    lossPointIds: [...new Set(rows.filter((row) => row.is_loss).map((row) => row.metering_point_id))],
  }
}

/**
 * Every reading of these points that lies in one of their periods, at the resolution of the period. Slots that nobody gave
 * a value are left out, which says the same (settlement 7.2).
 */
export async function recordedReadings(
  input: CaseInput,
  pointIds: readonly string[],
  zone: MarketZone,
  engine: Engine,
): Promise<ReadingInput[]> {
  const hours = await readingsOf(25, input.readingDay25, input, pointIds, zone, engine)
  return [...hours, ...(await readingsOf(100, input.readingDay100, input, pointIds, zone, engine))]
}

/** How many reading days these points have. */
export async function countReadingDays(input: CaseInput, pointIds: readonly string[], engine: Engine): Promise<number> {
  const parts = ([25, 100] as const).map(
    (slotClass) => `select 1 as day from (${daysOfPoints(slotClass, input, pointIds, 'r.series_id')}) as d`,
  )
  const [row] = await engine.rows<{ days: bigint }>(
    `select count(*) as days from (${parts.join(' union all ')}) as every_day`,
  )
  return Number(row?.days ?? 0n)
}

type PointRow = {
  readonly metering_point_id: string
  readonly type: string
  readonly settlement_method: string | null
  readonly slot_class: SettledClass
  readonly grid_area: string
  readonly from_grid_area: string | null
  readonly to_grid_area: string | null
  readonly parent_id: string | null
  readonly energy_supplier_id: string | null
  readonly balance_responsible_id: string | null
  readonly is_loss: boolean
  readonly from_day: string
  readonly to_day: string
}

function toPointPeriod(row: PointRow, zone: MarketZone): PointPeriodInput {
  if (!isMeteringPointType(row.type)) throw new Error(`${row.type} is no type of a metering point`)
  const method = row.settlement_method
  return {
    meteringPointId: row.metering_point_id,
    type: row.type,
    settlementMethod: method !== null && isSettlementMethod(method) ? method : null,
    resolution: row.slot_class === 25 ? 'PT1H' : 'PT15M',
    gridArea: row.grid_area,
    fromGridArea: row.from_grid_area,
    toGridArea: row.to_grid_area,
    parentId: row.parent_id,
    energySupplierId: row.energy_supplier_id,
    balanceResponsibleId: row.balance_responsible_id,
    fromMs: marketDay(row.from_day, zone).startMs,
    toMs: marketDay(row.to_day, zone).startMs,
  }
}

type DayRow = Readonly<Record<string, unknown>> & { readonly metering_point_id: string; readonly market_day: string }

const QUALITY_MASKS = ['measured', 'estimated', 'calculated'] as const satisfies readonly Quality[]

async function readingsOf(
  slotClass: SettledClass,
  readings: string,
  input: CaseInput,
  pointIds: readonly string[],
  zone: MarketZone,
  engine: Engine,
): Promise<ReadingInput[]> {
  const masks = maskColumns(slotClass, QUALITY_MASKS).map((name) => `r.${name}`)
  const values = `${masks.join(', ')}, ${slots(slotClass, (k) => `r.${quantity(k)}`)}`
  const rows = await engine.rows<DayRow>(
    `select p.metering_point_id, cast(r.market_day as varchar) as market_day, ${values} ${fromReadings(slotClass, readings, input, pointIds)}
     order by p.metering_point_id, r.market_day`,
  )
  return rows.flatMap((row) => slotsOfDay(row, slotClass, zone))
}

function daysOfPoints(slotClass: SettledClass, input: CaseInput, pointIds: readonly string[], columns: string): string {
  const readings = slotClass === 25 ? input.readingDay25 : input.readingDay100
  return `select ${columns} ${fromReadings(slotClass, readings, input, pointIds)}`
}

// Readings of loss points count for nothing (settlement 1.2), so they are left out.
function fromReadings(
  slotClass: SettledClass,
  readings: string,
  { point }: CaseInput,
  pointIds: readonly string[],
): string {
  const asked = valuesRelation(
    [{ name: 'id', type: 'VARCHAR' }],
    pointIds.map((id) => [id]),
  )
  return `from ${point} as p join ${asked} as a on a.id = p.metering_point_id
    join ${readings} as r on r.series_id = p.series_id and r.market_day >= p.from_day and r.market_day < p.to_day
    where p.slot_class = ${slotClass} and not p.is_loss`
}

function slotsOfDay(row: DayRow, slotClass: SettledClass, zone: MarketZone): ReadingInput[] {
  const day = marketDay(row.market_day, zone)
  const resolution = slotClass === 25 ? 'PT1H' : 'PT15M'
  const masks = QUALITY_MASKS.map((quality) => ({
    quality,
    words: maskColumns(slotClass, [quality]).map((column) => Number(row[column])),
  }))
  return Array.from({ length: slotCount(day, resolution) }, (_, slot) => slot).flatMap((slot) => {
    const quality = masks.find(({ words }) => has(words, slot))?.quality
    if (quality === undefined) return []
    const observedMs = slotStartMs(day, resolution, slot)
    return [{ meteringPointId: row.metering_point_id, microKwh: microKwh(row[quantity(slot)]), quality, observedMs }]
  })
}

function microKwh(value: unknown): bigint | null {
  if (typeof value !== 'string') return null
  const parsed = parseDecimal(value, { scale: 6, maxDecimals: 6, maxIntegerDigits: 12 })
  if (!parsed.ok) throw new Error(`'${value}' is no energy of six decimals`)
  return parsed.value
}
