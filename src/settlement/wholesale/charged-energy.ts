import { bitOr } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import { activeDaysSql } from '../models/active-days.ts'
import { bothBits, perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS } from '../models/columns.ts'
import { foldedToHours } from '../models/hours.ts'

/** Relations that charged energy is made from. */
export type ChargedEnergyRelations = {
  readonly sumGroup: string
  /** sums of hours and of quarters by sum group, as they were read */
  readonly classSum25: string
  readonly classSum100: string
  readonly energyResultDay: string
  readonly pointPiece: string
  readonly gridLossPoint: string
  readonly linkSet: string
  readonly span: string
  readonly spanPart: string
  readonly calculationDay: string
}

const KEYS = ['grid_area', 'energy_supplier_id', 'type', 'settlement_method', 'link_set']
const HOUR_MASKS = perWord(25, RESULT_MASKS, (column) => column)

/**
 * Model charged_energy_day: energy of points that have tariffs, by hours (settlement 2.2): as it was read, without the
 * rounding of results, and for loss points what they are given of the grid loss.
 * Grain: (grid_area, energy_supplier_id, type, settlement_method, link_set, market_day). q_1..q_25 DECIMAL(28,6) kWh, NULL
 * where no point is active; masks of hours.
 */
export function chargedEnergySql(
  relations: ChargedEnergyRelations,
  gridAreas: string,
  resolution: ResultResolution,
): string {
  const { sumGroup, classSum25, classSum100 } = relations
  const keys = KEYS.join(', ')
  const ofGroup = (sums: string): string =>
    `(select ${KEYS.map((key) => `g.${key}`).join(', ')}, s.* from ${sums} as s join ${sumGroup} as g on g.sum_group_id = s.group_id where g.link_set is not null)`
  const lossDays = `(${lossOfPieces(relations, gridAreas, resolution)})`
  const day = [...KEYS, 'market_day']
  const parts = [
    `select ${day.join(', ')}, ${perSlot(25, q)}, ${HOUR_MASKS} from ${ofGroup(classSum25)} as hour_sum`,
    foldedToHours(ofGroup(classSum100), day),
    resolution === 'PT15M'
      ? foldedToHours(lossDays, day)
      : `select ${day.join(', ')}, ${perSlot(25, q)}, ${HOUR_MASKS} from ${lossDays} as hour_loss`,
  ]
  return `select ${keys}, market_day, ${perSlot(25, (k) => `cast(sum(${q(k)}) as DECIMAL(28,6)) as ${q(k)}`)},
  ${perWord(25, RESULT_MASKS, (column) => `${bitOr(column)} as ${column}`)}
from (${parts.join('\nunion all ')}) as part group by ${keys}, market_day
order by ${keys}, market_day`
}

// What a loss point is given goes with its tariffs of that time: its result rows, cut to its pieces.
function lossOfPieces(relations: ChargedEnergyRelations, gridAreas: string, resolution: ResultResolution): string {
  const { pointPiece, gridLossPoint, linkSet, energyResultDay } = relations
  const charged = `(select p.*, l.link_set from ${pointPiece} as p join ${linkSet} as l on l.link_key = p.link_key
    where p.type in ('consumption', 'production') and p.grid_area in (${gridAreas})
      and p.metering_point_id in (select metering_point_id from ${gridLossPoint}))`
  const columns = [
    'metering_point_id',
    'grid_area',
    'energy_supplier_id',
    'balance_responsible_id',
    'type',
    'settlement_method',
    'link_set',
  ]
  const masks = perWord(
    RESULT_CLASS,
    RESULT_MASKS,
    (column, _, word) => `${bothBits(`r.${column}`, `d.active_${word}`)} as ${column}`,
  )
  return `select ${KEYS.map((key) => `d.${key}`).join(', ')}, d.market_day, ${masks},
    ${perSlot(RESULT_CLASS, (k) => `case when d.from_slot <= ${k} and ${k} < d.to_slot then r.${q(k)} end as ${q(k)}`)}
  from (${activeDaysSql(charged, columns, relations, resolution)}) as d
  join ${energyResultDay} as r on r.metering_point_id = d.metering_point_id and r.market_day = d.market_day
    and r.energy_supplier_id is not distinct from d.energy_supplier_id and r.balance_responsible_id is not distinct from d.balance_responsible_id
    and r.aggregation_level = 'metering_point'
    and r.time_series_type = case d.type when 'consumption' then 'positive_grid_loss' else 'negative_grid_loss' end`
}
