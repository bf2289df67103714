import { bitOr, parquet, textLiteral, valuesRelation } from '../../platform/index.ts'
import { perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS, RESULT_TYPE } from '../models/columns.ts'
import type { TimeSeriesType } from '../result-kinds.ts'
import type { StartedCalculation } from './calculation-store.ts'

const BY_ACTOR: readonly TimeSeriesType[] = ['production', 'flex_consumption', 'non_profiled_consumption']
const BY_AREA: readonly TimeSeriesType[] = [...BY_ACTOR, 'total_consumption', 'net_exchange_per_ga']

const MASKS = perWord(RESULT_CLASS, RESULT_MASKS, (column) => column)
const SLOTS = perSlot(RESULT_CLASS, q)

/**
 * What the actors of a grid area are sent of a calculation (settlement 1.7, "Receivers").
 * Grain: (role, receiver_id, energy_supplier_id, balance_responsible_id, time_series_type, market_day). role MDR: the area's
 * totals, receiver_id NULL, because who answers for the area is master data; DDQ: sums of a supplier, whoever is balance
 * responsible for it; DDK: sums of each supplier of a balance responsible party, and of the party itself where the type of
 * calculation has them. The other two ids are NULL
 * where the series is not divided by them. Values and masks as in energy_result_day.
 */
export function announcedSql(files: readonly string[], given: StartedCalculation, gridArea: string): string {
  const parts = [
    part({ role: 'MDR' }, `aggregation_level = 'grid_area' and time_series_type in ${list(BY_AREA)}`),
    summedBySupplier(),
    part(
      { role: 'DDK', receiver: 'balance_responsible_id', supplier: 'energy_supplier_id' },
      `aggregation_level in ('balance_responsible', 'supplier') and balance_responsible_id is not null and time_series_type in ${list(BY_ACTOR)}`,
    ),
  ]
  return `with own as (select * from ${parquet(files)} as r
    where calculation_version = ${given.version} and grid_area = ${textLiteral(gridArea)})
${parts.join('\nunion all\n')}
order by role, receiver_id nulls first, energy_supplier_id nulls first, balance_responsible_id nulls first, time_series_type, market_day`
}

interface PartKeys {
  readonly role: string
  readonly receiver?: string
  readonly supplier?: string
}

function part({ role, receiver, supplier }: PartKeys, condition: string): string {
  const text = (column: string | undefined): string => column ?? 'cast(null as VARCHAR)'
  return `select ${textLiteral(role)} as role, ${text(receiver)} as receiver_id, ${text(supplier)} as energy_supplier_id,
    ${text(receiver)} as balance_responsible_id, time_series_type, market_day, ${MASKS}, ${SLOTS}
  from own where ${condition}`
}

// A supplier whose balance responsible party changes within the period has a row of each; it is sent their sum.
function summedBySupplier(): string {
  return `select 'DDQ' as role, energy_supplier_id as receiver_id, energy_supplier_id, cast(null as VARCHAR) as balance_responsible_id,
    time_series_type, market_day, ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `${bitOr(column)} as ${column}`)},
    ${perSlot(RESULT_CLASS, (k) => `cast(sum(${q(k)}) as ${RESULT_TYPE}) as ${q(k)}`)}
  from own where aggregation_level = 'supplier' and energy_supplier_id is not null and time_series_type in ${list(BY_ACTOR)}
  group by energy_supplier_id, time_series_type, market_day`
}

/** A market day of a grid area. */
export interface AreaDay {
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
}

/**
 * The series of the loss points of a calculation (settlement 1.5 #7 and #8), without the days that are left out.
 * Grain: (time_series_type, metering_point_id, energy_supplier_id, market_day); points without a supplier have no rows.
 */
export function announcedLossSql(
  files: readonly string[],
  given: StartedCalculation,
  leftOut: readonly AreaDay[],
): string {
  return `select time_series_type, metering_point_id, energy_supplier_id, market_day,
    ${perWord(RESULT_CLASS, ['present'], (column) => column)}, ${SLOTS}
  from ${parquet(files)} as r
  where calculation_version = ${given.version} and aggregation_level = 'metering_point' and energy_supplier_id is not null
    ${leftOut.length === 0 ? '' : `and (grid_area, market_day) not in (select (grid_area, market_day) from ${areaDays(leftOut)} as d)`}
  order by time_series_type, metering_point_id, energy_supplier_id, market_day`
}

function areaDays(days: readonly AreaDay[]): string {
  return valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'market_day', type: 'DATE' },
    ],
    days.map(({ gridArea, marketDay }) => [gridArea, marketDay]),
  )
}

function list(types: readonly TimeSeriesType[]): string {
  return `(${types.map(textLiteral).join(', ')})`
}
