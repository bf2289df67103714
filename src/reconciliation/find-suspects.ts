import { marketDay, slotStartMs, type MarketZone } from '../kernel/index.ts'
import { valuesRelation, type Engine } from '../platform/index.ts'
import type { Deviation } from './model.ts'

/** A point of ours without a reading in a quarter that deviates. */
export interface Suspect {
  readonly deviation: Deviation
  readonly meteringPointId: string
}

/** The relations that say which points there are and what was read of them. */
export interface ReadingRelations {
  readonly pointPeriod: string
  readonly readingDay25: string
  readonly readingDay100: string
}

/**
 * Points of the deviations' series that have no value in the deviating quarter: their day never came, or its row lacks
 * the slot. What is not found here has another cause: a value that differs, a point that one side does not know.
 */
export async function findSuspects(
  deviations: readonly Deviation[],
  relations: ReadingRelations,
  { engine, zone }: { readonly engine: Engine; readonly zone: MarketZone },
): Promise<Suspect[]> {
  if (deviations.length === 0) return []
  const rows = await engine.rows<{ number: number; metering_point_id: string }>(
    `select v.number, p.metering_point_id
     from ${wanted(deviations, zone)} as v
     join ${relations.pointPeriod} as p on p.grid_area = v.grid_area and p.type = v.type
       and p.settlement_method is not distinct from v.method and p.from_ms <= v.from_ms and p.to_ms > v.from_ms
     left join ${dayValues(relations.readingDay25, 25)} as h
       on p.resolution = 'PT1H' and h.series_id = p.series_id and h.market_day = v.market_day
     left join ${dayValues(relations.readingDay100, 100)} as q
       on p.resolution <> 'PT1H' and q.series_id = p.series_id and q.market_day = v.market_day
     where case when p.resolution = 'PT1H' then h.kwh[v.hour_slot] else q.kwh[v.quarter_slot] end is null
     order by v.number, p.metering_point_id`,
  )
  return rows.flatMap((row) => {
    const deviation = deviations[row.number]
    return deviation === undefined ? [] : [{ deviation, meteringPointId: row.metering_point_id }]
  })
}

function wanted(deviations: readonly Deviation[], zone: MarketZone): string {
  return valuesRelation(
    [
      { name: 'number', type: 'INTEGER' },
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'type', type: 'VARCHAR' },
      { name: 'method', type: 'VARCHAR' },
      { name: 'market_day', type: 'DATE' },
      { name: 'from_ms', type: 'BIGINT' },
      { name: 'hour_slot', type: 'INTEGER' },
      { name: 'quarter_slot', type: 'INTEGER' },
    ],
    deviations.map((deviation, number) => [
      number,
      deviation.gridArea,
      deviation.meteringPointType,
      deviation.settlementMethod,
      deviation.marketDay,
      BigInt(slotStartMs(marketDay(deviation.marketDay, zone), 'PT15M', deviation.quarter)),
      Math.trunc(deviation.quarter / 4) + 1,
      deviation.quarter + 1,
    ]),
  )
}

/** The values of a day as a list, so that a slot can be taken by its number. */
function dayValues(relation: string, slotClass: 25 | 100): string {
  const columns = Array.from({ length: slotClass }, (_, k) => `q_${k + 1}`)
  return `(select series_id, market_day, [${columns.join(', ')}] as kwh from ${relation} as d)`
}
