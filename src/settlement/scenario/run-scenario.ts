import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { parquet } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import { assertNoViolations, calculateEnergy } from '../calculate-energy.ts'
import type { EnergyCalculationInput } from '../calculate-energy.ts'
import { isWholesale } from '../calculation-type.ts'
import { energyRows } from '../energy-rows.ts'
import type { EnergyRow } from '../energy-rows.ts'
import { findGridLossGaps } from '../grid-loss-coverage.ts'
import { amountRows } from '../wholesale/amount-rows.ts'
import type { AmountRows } from '../wholesale/amount-rows.ts'
import { calculateWholesale } from '../wholesale/calculate-wholesale.ts'
import { amountTables } from './amount-tables.ts'
import { basisTables } from './basis-tables.ts'
import { writeChargeRelations } from './charge-relations.ts'
import { chargeTables } from './charge-tables.ts'
import { compareTable } from './compare-table.ts'
import type { Difference } from './compare-table.ts'
import { readCsv } from './csv-table.ts'
import { energyTables } from './energy-tables.ts'
import { throwFindings } from './faults.ts'
import type { ScenarioInputs } from './inputs.ts'
import { readInputs } from './read-inputs.ts'
import type { ResultTable, ResultTables } from './result-table.ts'
import { writeRelations } from './scenario-relations.ts'
import { writeTables } from './write-tables.ts'

/** How one expected file compared; not_calculated: there is no such result for this type of calculation. */
export type ScenarioFile = {
  /** path below the scenario, such as `then/energy_results/exchange.csv` */
  readonly file: string
  readonly status: 'passed' | 'failed' | 'not_calculated'
  /** rows that were expected */
  readonly rows: number
  /** the first differences */
  readonly differences: readonly Difference[]
}

/** How a scenario ended; it passed when every expected file did. */
export type ScenarioResult = {
  readonly scenario: string
  readonly passed: boolean
  readonly files: readonly ScenarioFile[]
  /** what a run would be refused for although the results can be compared: grid loss that goes to nobody */
  readonly findings: readonly Finding[]
}

/**
 * Calculates a scenario folder (settlement 7) and compares the results with everything under `then`.
 * @param options.out writes every result there as CSV, whether or not it was expected
 * Folders from before loss points had to cover the period (settlement 1.2) expect results nevertheless: with something to
 * compare with, a gap is a finding; without, it is refused as in a run.
 * @throws GridbookError SCENARIO_INVALID, CALCULATION_ARGUMENT or GRID_LOSS_POINT_MISSING for inputs that cannot be
 * calculated, IDENTITY_BROKEN for results that contradict each other
 */
export async function runScenario(
  directory: string,
  options: { readonly engine: Engine; readonly out?: string },
): Promise<ScenarioResult> {
  if (!existsSync(directory))
    throw new GridbookError('SCENARIO_INVALID', `there is no folder ${directory}`, { path: directory })
  const inputs = readInputs(directory)
  const expected = expectedFiles(directory)
  const { energy, amounts, gaps } = await calculate(inputs, options.engine, expected.length > 0)
  const tables: ResultTables = new Map([
    ...energyTables(energy, inputs.arguments),
    ...basisTables(inputs, energy),
    ...(isWholesale(inputs.arguments.type)
      ? [...chargeTables(inputs), ...amountTables(amounts, inputs.arguments)]
      : []),
  ])
  const files = expected.map((file) => compareFile(directory, file, tables))
  // After the comparison: results may be written to where the expected ones lie.
  if (options.out !== undefined) writeTables(tables, options.out)
  return {
    scenario: basename(resolve(directory)),
    passed: files.every(({ status }) => status === 'passed'),
    files,
    findings: gaps,
  }
}

/** The energy results of plain inputs. @throws GridbookError GRID_LOSS_POINT_MISSING or IDENTITY_BROKEN */
export async function calculateInputs(inputs: ScenarioInputs, engine: Engine): Promise<EnergyRow[]> {
  return (await calculate(inputs, engine, false)).energy
}

/** The amounts of plain inputs of a wholesale type. @throws GridbookError GRID_LOSS_POINT_MISSING or IDENTITY_BROKEN */
export async function calculateAmounts(inputs: ScenarioInputs, engine: Engine): Promise<AmountRows> {
  return (await calculate(inputs, engine, false)).amounts
}

type Calculated = {
  readonly energy: EnergyRow[]
  /** none but of wholesale types */
  readonly amounts: AmountRows
  readonly gaps: readonly Finding[]
}

async function calculate(inputs: ScenarioInputs, engine: Engine, toleratesGaps: boolean): Promise<Calculated> {
  const directory = mkdtempSync(join(tmpdir(), 'gridbook-scenario-'))
  try {
    const out = { path: (name: string) => join(directory, `${name}.parquet`) }
    const relations = await writeRelations(inputs, engine, out)
    const input = { arguments: inputs.arguments, version: 1n, relations }
    const gaps = await findGridLossGaps(input, engine)
    if (!toleratesGaps) throwFindings('GRID_LOSS_POINT_MISSING', gaps)
    const { files, amounts } = await calculateFiles(inputs, input, engine, out)
    // Grid loss that goes to nobody cannot balance.
    if (gaps.length === 0) assertNoViolations(files.violations)
    const { zone } = inputs.arguments
    return { energy: await energyRows(parquet([files.energyResultDay.path]), zone, engine), amounts, gaps }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function calculateFiles(
  inputs: ScenarioInputs,
  input: EnergyCalculationInput,
  engine: Engine,
  out: { path(name: string): string },
) {
  if (!isWholesale(inputs.arguments.type))
    return { files: await calculateEnergy(input, engine, out), amounts: NO_AMOUNTS }
  const relations = { ...input.relations, ...(await writeChargeRelations(inputs, engine, out)) }
  const files = await calculateWholesale({ ...input, relations }, engine, out)
  const amounts = await amountRows(
    {
      amountPerChargeDay: parquet([files.amounts.amount_per_charge_day.path]),
      monthlyAmount: parquet([files.amounts.monthly_amount_per_charge.path]),
      totalAmount: parquet([files.amounts.total_monthly_amount.path]),
    },
    inputs.arguments.zone,
    engine,
  )
  return { files, amounts }
}

const NO_AMOUNTS: AmountRows = { amounts: [], monthly: [], totals: [] }

function expectedFiles(directory: string): string[] {
  const then = join(directory, 'then')
  if (!existsSync(then)) return []
  return readdirSync(then, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .toSorted()
}

// settlement 7.3 files results by kind; a file that lies elsewhere under `then` is known by its name.
function tableOf(file: string, tables: ResultTables): ResultTable | undefined {
  const path = file.replace(/^then\//, '').replace(/\.csv$/, '')
  const [, named] = [...tables].find(([table]) => basename(table) === basename(path)) ?? []
  return tables.get(path) ?? named
}

function compareFile(directory: string, file: string, tables: ResultTables): ScenarioFile {
  const expected = readCsv(join(directory, file), file)
  const calculated = tableOf(file, tables)
  if (calculated === undefined) {
    // A result that a type does not make may be expected as a file without rows.
    const status = expected.rows.length === 0 ? 'passed' : 'not_calculated'
    return { file, status, rows: expected.rows.length, differences: [] }
  }
  const differences = compareTable(expected, calculated)
  return { file, status: differences.length === 0 ? 'passed' : 'failed', rows: expected.rows.length, differences }
}
