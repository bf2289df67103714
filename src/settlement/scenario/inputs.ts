import type { Quality, Resolution } from '../../kernel/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import type { CsvTable } from './csv-table.ts'

/** A metering point in a period in which nothing about it changes (settlement 3.1). Instants are epoch milliseconds. */
export type PointPeriodInput = {
  readonly meteringPointId: string
  readonly type: MeteringPointType
  readonly settlementMethod: SettlementMethod | null
  readonly resolution: Extract<Resolution, 'PT15M' | 'PT1H'>
  readonly gridArea: string
  readonly fromGridArea: string | null
  readonly toGridArea: string | null
  readonly parentId: string | null
  readonly energySupplierId: string | null
  readonly balanceResponsibleId: string | null
  readonly fromMs: number
  /** null = open */
  readonly toMs: number | null
}

/** One reading. */
export type ReadingInput = {
  readonly meteringPointId: string
  /** kWh at six decimals; null counts as 0 */
  readonly microKwh: bigint | null
  readonly quality: Quality
  readonly observedMs: number
}

/** Everything that a folder hands to a calculation; tables that it does not have are empty. */
export type ScenarioInputs = {
  readonly arguments: CalculationArguments
  readonly points: readonly PointPeriodInput[]
  readonly readings: readonly ReadingInput[]
  readonly lossPointIds: readonly string[]
  readonly charges: ChargeTables
}

/** The charge tables as they stand in the files. */
type ChargeTables = {
  readonly links: CsvTable | undefined
  readonly priceInformation: CsvTable | undefined
  readonly prices: CsvTable | undefined
}
