import type { Engine } from '../../platform/index.ts'
import { areaList } from '../models/area-list.ts'
import type { CaseInput } from './case-input.ts'
import type { DayCoverage } from './reading-gaps.ts'

/** What a calculation of an area would use. */
export type AreaUse = {
  readonly gridArea: string
  /** points that count on some day, children of wholesale types included; exchange counts in both of its areas */
  readonly points: number
  /** of these, points that were ever read */
  readonly series: number
  readonly energySuppliers: number
  readonly balanceResponsibles: number
  /** days of points that are to be read, those that are, and their slots */
  readonly expectedReadingDays: number
  readonly readingDays: number
  readonly slots: number
  readonly slotsMissing: number
}

/** What a case uses, area by area. */
export async function areaUse(
  input: CaseInput,
  gridAreas: readonly string[],
  coverage: readonly DayCoverage[],
  engine: Engine,
): Promise<AreaUse[]> {
  const columns = 'metering_point_id, series_id, energy_supplier_id, balance_responsible_id'
  const rows = await engine.rows<{ area: string; points: bigint; series: bigint; suppliers: bigint; parties: bigint }>(
    `select area, count(distinct metering_point_id) as points, count(distinct series_id) as series,
       count(distinct energy_supplier_id) as suppliers, count(distinct balance_responsible_id) as parties
     from (select grid_area as area, ${columns} from ${input.point} where type <> 'exchange'
       union all select from_grid_area, ${columns} from ${input.point} where type = 'exchange'
       union all select to_grid_area, ${columns} from ${input.point} where type = 'exchange') as side
     where area in (${areaList(gridAreas)}) group by area`,
  )
  return gridAreas.map((gridArea) => {
    const row = rows.find(({ area }) => area === gridArea)
    const days = coverage.filter((day) => day.gridArea === gridArea)
    const total = (of: (day: DayCoverage) => bigint): number => Number(days.reduce((sum, day) => sum + of(day), 0n))
    return {
      gridArea,
      points: Number(row?.points ?? 0n),
      series: Number(row?.series ?? 0n),
      energySuppliers: Number(row?.suppliers ?? 0n),
      balanceResponsibles: Number(row?.parties ?? 0n),
      expectedReadingDays: total(({ points }) => points),
      readingDays: total(({ readingDays }) => readingDays),
      slots: total(({ slots }) => slots),
      slotsMissing: total(({ slotsMissing }) => slotsMissing),
    }
  })
}
