import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotPorts } from '../../measurements/index.ts'
import { changedPointIds } from '../../metering-points/index.ts'
import { inTransaction, parquet, valuesRelation, type Pool, type Transaction } from '../../platform/index.ts'
import { openEnergyRelations } from '../run/calculation-input.ts'
import { proveCauses, type ProvenCauses } from './cause-evidence.ts'
import { openChanges, type Changes } from './changes-between.ts'
import { compareAmounts, type AmountComparison, type AmountRelations } from './compare-amounts.ts'
import {
  comparedPair,
  comparedRelations,
  type ComparedCalculation,
  type ComparedPair,
} from './compared-calculations.ts'
import { compareEnergy, type EnergyComparison, type EnergyMover } from './compare-energy.ts'
import type { ComparedRelations } from './models/compared-sides.ts'
import type { ComparisonFilter } from './models/energy-comparison.ts'
import { pointCauseSql } from './models/point-sum.ts'
import { moverCauses, type MoveCauses } from './mover-causes.ts'
import { pointSums } from './point-sums.ts'

/** What a comparison needs. */
export interface ComparisonPorts extends SnapshotPorts {
  readonly pool: Pool
  /** A directory for what lives as long as a comparison. */
  readonly scratch: string
}

/** What of a comparison is shown. */
export interface ComparisonOptions extends ComparisonFilter {
  /** Rows of each list, and causes of each mover. */
  readonly limit: number
}

/** A result day that moved, and why. */
export interface ExplainedMover extends EnergyMover {
  readonly causes: ProvenCauses
}

/** Two calculations against each other. */
export interface CalculationComparison {
  readonly a: ComparedCalculation
  readonly b: ComparedCalculation
  /** What both have: areas, and market days, half open. */
  readonly gridAreas: readonly string[]
  readonly from: string
  readonly to: string
  /** Nothing differs, of what the options ask for: no value, no quality, no row. */
  readonly same: boolean
  readonly energy: Omit<EnergyComparison, 'movers'> & { readonly movers: readonly ExplainedMover[] }
  /** undefined unless both have wholesale results. */
  readonly amounts: AmountComparison | undefined
  /** What became known between the two numbers that they read up to, the earlier first. */
  readonly changes: Changes
}

interface Opened {
  readonly pair: ComparedPair
  readonly energy: ComparedRelations
  readonly amounts: AmountRelations | undefined
  readonly changes: Changes
  readonly series: string
  /** relation with metering_point_id: the points whose readings or periods changed */
  readonly affected: string
  readonly between: { readonly fromSeq: bigint; readonly toSeq: bigint }
}

/**
 * Compares the results of two calculations, of the same or of different types, over the areas and days that both have, and
 * says what caused the differences of those that are shown.
 * @param references each the id of a calculation, or its version
 * @throws GridbookError NOT_FOUND, CALCULATION_ARGUMENT, NOT_CALCULATED
 */
export async function compareCalculations(
  references: readonly [a: string, b: string],
  options: ComparisonOptions,
  ports: ComparisonPorts,
): Promise<CalculationComparison> {
  const directory = join(ports.scratch, `comparison-${randomUUID()}`)
  const { engine, zone } = ports
  try {
    const opened = await inTransaction(
      ports.pool,
      async (trx) => await open(trx, references, { limit: options.limit, directory }, ports),
      { isolation: 'repeatable read' },
    )
    const { pair, changes } = opened
    const path = join(directory, 'energy_comparison_day.parquet')
    const energy = await compareEnergy(opened.energy, pair.scope, { engine, zone, path }, options)
    const amounts =
      opened.amounts === undefined
        ? undefined
        : await compareAmounts(
            opened.amounts,
            pair.scope,
            { engine, path: join(directory, 'amount_comparison_day.parquet') },
            options,
          )
    const differing = [
      energy.differingRows,
      amounts?.differingRows,
      amounts?.differingMonthly,
      amounts?.differingTotals,
    ]
    return {
      a: pair.a,
      b: pair.b,
      gridAreas: pair.scope.gridAreas,
      from: pair.scope.from,
      to: pair.scope.to,
      same: differing.every((rows) => (rows ?? 0) === 0),
      energy: {
        ...energy,
        movers: await explained(energy.movers, opened, parquet([path]), { options, directory }, ports),
      },
      amounts,
      changes,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function open(
  trx: Transaction,
  references: readonly [string, string],
  { limit, directory }: { readonly limit: number; readonly directory: string },
  ports: ComparisonPorts,
): Promise<Opened> {
  const pair = await comparedPair(trx, references, ports.zone)
  const { a, b, scope, period } = pair
  const energy = await comparedRelations(trx, pair, 'energy_result_day', ports.lake)
  if (energy === undefined) throw new Error('a calculation with results has no files of energy')
  const between = {
    fromSeq: a.inputSeq < b.inputSeq ? a.inputSeq : b.inputSeq,
    toSeq: a.inputSeq < b.inputSeq ? b.inputSeq : a.inputSeq,
  }
  const { gridAreas, from, to } = scope
  const query = { ...between, gridAreas, period, zone: ports.zone, directory, limit }
  const { changes, readingDay, series } = await openChanges(trx, query, ports)
  const stated = await changedPointIds(trx, { ...between, from, to, gridAreas })
  const path = join(directory, 'changed_point.parquet')
  await ports.engine.writeParquet(path, stated.length, [{ name: 'metering_point_id', type: 'VARCHAR', data: stated }])
  const affected = `(select metering_point_id from ${readingDay} as r union select metering_point_id from ${parquet([path])} as s)`
  return { pair, energy, amounts: await amountRelations(trx, pair, ports), changes, series, affected, between }
}

async function amountRelations(
  trx: Transaction,
  pair: ComparedPair,
  { lake }: ComparisonPorts,
): Promise<AmountRelations | undefined> {
  const perCharge = await comparedRelations(trx, pair, 'amount_per_charge_day', lake)
  const monthly = await comparedRelations(trx, pair, 'monthly_amount_per_charge', lake)
  const total = await comparedRelations(trx, pair, 'total_monthly_amount', lake)
  if (perCharge === undefined || monthly === undefined || total === undefined) return undefined
  return { perCharge, monthly, total }
}

async function explained(
  movers: readonly EnergyMover[],
  opened: Opened,
  comparison: string,
  { options, directory }: { readonly options: ComparisonOptions; readonly directory: string },
  ports: ComparisonPorts,
): Promise<ExplainedMover[]> {
  if (movers.length === 0) return []
  const causes = await causeRelation(movers, opened, directory, ports)
  const found: MoveCauses[] = await moverCauses(movers, { causes, comparison }, options.limit, ports.engine)
  const moves = movers.flatMap((mover, at) => {
    const own = found[at]
    return own === undefined ? [] : [{ mover, marketDay: mover.marketDay, causes: own }]
  })
  const proven = await inTransaction(
    ports.pool,
    async (trx) => await proveCauses(trx, moves, { ...opened.between, series: opened.series, zone: ports.zone }, ports),
    { isolation: 'repeatable read' },
  )
  return moves.flatMap(({ mover }, at) => {
    const own = proven[at]
    return own === undefined ? [] : [{ ...mover, causes: own }]
  })
}

/** Model point_cause_day of the days of the movers, from both numbers. */
async function causeRelation(
  movers: readonly EnergyMover[],
  { pair, affected }: Opened,
  directory: string,
  ports: ComparisonPorts,
): Promise<string> {
  const { engine } = ports
  const days = valuesRelation(
    [{ name: 'market_day', type: 'DATE' }],
    [...new Set(movers.map(({ marketDay }) => marketDay))].map((day) => [day]),
  )
  const { gridAreas } = pair.scope
  const sums = async (name: 'a' | 'b') => {
    const own = join(directory, name)
    const given = { ...pair[name], gridAreas, period: pair.period }
    const asKnown = { period: pair.period, zone: ports.zone, atSeq: pair[name].inputSeq, gridAreas }
    const relations = await openEnergyRelations(asKnown, own, ports)
    return await pointSums(given, relations, { points: affected, days }, { engine, directory: own })
  }
  const path = join(directory, 'point_cause_day.parquet')
  await engine.copyTo(pointCauseSql(await sums('a'), await sums('b'), gridAreas), path)
  return parquet([path])
}
