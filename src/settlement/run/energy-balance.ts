import type { Engine, Lake, Pool } from '../../platform/index.ts'
import { inTransaction, parquet, valuesRelation } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { publishedDays, type PublishedDay } from './calculation-store.ts'
import { resultFiles } from './result-files.ts'

/** Energy of a grid area over a period, from what is published: kWh as decimal text with three decimals. */
export interface EnergyBalance {
  readonly gridArea: string
  /** Metered: non-profiled and flex consumption before the grid loss is allocated. */
  readonly consumption: string
  /** Metered: production before the negative grid loss is allocated. */
  readonly production: string
  /** Import less export. */
  readonly netExchange: string
  /** production + netExchange - consumption (settlement 1.5 #6). */
  readonly gridLoss: string
  /** Consumption with its share of the grid loss: what is settled. */
  readonly settledConsumption: string
  readonly settledProduction: string
  /** settledProduction + netExchange - settledConsumption: 0.000, or the results contradict each other. */
  readonly identity: string
}

/** Which balance is asked for. */
export interface BalanceQuery {
  readonly type: CalculationType
  /** Market days YYYY-MM-DD, half open. */
  readonly from: string
  readonly to: string
}

/** The energy balance of every grid area with published results, each day from its highest version. */
export async function energyBalance(
  query: BalanceQuery,
  { pool, lake, engine }: { readonly pool: Pool; readonly lake: Lake; readonly engine: Engine },
): Promise<EnergyBalance[]> {
  return await inTransaction(
    pool,
    async (trx) => {
      const published = await publishedDays(trx, query)
      const calculations = new Set(published.map((day) => day.calculationId))
      const files = await resultFiles(trx, [...calculations], lake)
      return files.length === 0
        ? []
        : await engine.rows<EnergyBalance & Record<string, unknown>>(balanceSql(files, published))
    },
    { isolation: 'repeatable read' },
  )
}

function balanceSql(files: readonly string[], published: readonly PublishedDay[]): string {
  const valid = valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'market_day', type: 'DATE' },
      { name: 'calculation_version', type: 'BIGINT' },
    ],
    published.map((day) => [day.gridArea, day.marketDay, day.version]),
  )
  const day = Array.from({ length: 100 }, (_, k) => `coalesce(r.q_${k + 1}, 0)`).join(' + ')
  const total = (...series: string[]): string =>
    `cast(coalesce(sum(kwh) filter (where time_series_type in (${series.map((name) => `'${name}'`).join(', ')})), 0) as decimal(18, 3))`
  const settledConsumption = total('non_profiled_consumption', 'flex_consumption')
  return `select grid_area as "gridArea",
      ${total('non_profiled_consumption', 'temp_flex_consumption')} as consumption,
      ${total('temp_production')} as production,
      ${total('net_exchange_per_ga')} as "netExchange",
      ${total('grid_loss')} as "gridLoss",
      ${settledConsumption} as "settledConsumption",
      ${total('production')} as "settledProduction",
      cast(${total('production')} + ${total('net_exchange_per_ga')} - ${settledConsumption} as decimal(18, 3)) as identity
    from (select r.grid_area, r.time_series_type, cast(${day} as decimal(38, 3)) as kwh
      from ${parquet(files)} r join ${valid} v using (grid_area, market_day, calculation_version)
      where r.aggregation_level = 'grid_area') as daily
    group by grid_area order by grid_area`
}
