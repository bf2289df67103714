import { bitOr, dateLiteral, parquet, textLiteral, valuesRelation } from '../../platform/index.ts'
import { perSlot, perWord, q, RESULT_CLASS, RESULT_MASKS, RESULT_TYPE } from '../models/columns.ts'
import type { TimeSeriesType } from '../result-kinds.ts'
import type { PublishedVersion } from './published-versions.ts'

/** To what published sums are divided: an area, a supplier, a balance responsible party, or one by the other. */
export interface SumKeys {
  readonly energySupplierId?: string
  readonly balanceResponsibleId?: string
}

/** What is looked for in the results of some versions. */
export interface SumSelection extends SumKeys {
  /** market days YYYY-MM-DD, half open */
  readonly from: string
  readonly to: string
  readonly timeSeriesTypes: readonly TimeSeriesType[]
}

/**
 * Published sums of the days, each from the newest version that has its key (settlement 5.2).
 * Grain: (grid_area, energy_supplier_id, balance_responsible_id, time_series_type, market_day). version VARCHAR says which
 * calculation the row is from; the two ids are NULL where the sums are not divided by them. Values and masks as in
 * energy_result_day.
 */
export function publishedSumsSql(
  files: readonly string[],
  versions: readonly PublishedVersion[],
  selection: SumSelection,
): string {
  const { energySupplierId: supplier, balanceResponsibleId: responsible, from, to, timeSeriesTypes } = selection
  const text = (id: string | undefined): string => (id === undefined ? 'cast(null as VARCHAR)' : textLiteral(id))
  const is = (column: string, id: string | undefined): string =>
    id === undefined ? '' : `and ${column} = ${textLiteral(id)}`
  // A supplier whose balance responsible party changes has a row of each; without one asked for it gets their sum.
  return `with own as (
    select r.* from ${parquet(files)} as r join ${versionRelation(versions)} as v using (grid_area, calculation_version)
    where market_day >= ${dateLiteral(from)} and market_day < ${dateLiteral(to)} and aggregation_level = '${levelOf(selection)}'
      and time_series_type in (${timeSeriesTypes.map(textLiteral).join(', ')})
      ${is('energy_supplier_id', supplier)} ${is('balance_responsible_id', responsible)}),
summed as (
  select grid_area, time_series_type, resolution, market_day, calculation_version,
    ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => `${bitOr(column)} as ${column}`)},
    ${perSlot(RESULT_CLASS, (k) => `cast(sum(${q(k)}) as ${RESULT_TYPE}) as ${q(k)}`)}
  from own group by grid_area, time_series_type, resolution, market_day, calculation_version)
select grid_area, ${text(supplier)} as energy_supplier_id, ${text(responsible)} as balance_responsible_id, time_series_type,
  resolution, cast(calculation_version as VARCHAR) as version, market_day,
  ${perWord(RESULT_CLASS, RESULT_MASKS, (column) => column)}, ${perSlot(RESULT_CLASS, q)}
from (select *, row_number() over (partition by grid_area, time_series_type, market_day order by calculation_version desc) as place from summed) as d
where place = 1
order by grid_area, time_series_type, market_day`
}

function levelOf({ energySupplierId, balanceResponsibleId }: SumKeys): string {
  if (energySupplierId !== undefined) return 'supplier'
  return balanceResponsibleId === undefined ? 'grid_area' : 'balance_responsible'
}

function versionRelation(versions: readonly PublishedVersion[]): string {
  return valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'calculation_version', type: 'BIGINT' },
    ],
    versions.map(({ gridArea, version }) => [gridArea, version]),
  )
}
