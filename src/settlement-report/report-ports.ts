import type { Engine, Lake, Pool, Transaction } from '../platform/index.ts'
import { resultFiles, type ResultTableName } from '../settlement/index.ts'
import type { ReportMarket } from './report-arguments.ts'

/** What reports are made from. */
export interface ReportPorts extends ReportMarket {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  /** a directory for what lives as long as a report */
  readonly scratch: string
  /** the files of a calculation's results of a table */
  readonly resultFiles: (trx: Transaction, calculationId: string, table: ResultTableName) => Promise<readonly string[]>
}

/** The ports over the stores of a hub. */
export function reportPortsOf(
  { pool, lake, engine, scratch }: Pick<ReportPorts, 'pool' | 'lake' | 'engine' | 'scratch'>,
  market: ReportMarket,
): ReportPorts {
  return {
    ...market,
    pool,
    lake,
    engine,
    scratch,
    resultFiles: async (trx, calculationId, table) => await resultFiles(trx, [calculationId], lake, table),
  }
}
