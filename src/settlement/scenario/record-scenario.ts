import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import { inTransaction, parquet, type Engine, type Lake } from '../../platform/index.ts'
import { isWholesale } from '../calculation-type.ts'
import { energyRows } from '../energy-rows.ts'
import { openCaseInput, type CasePorts } from '../plan/index.ts'
import { inputSeq, readCalculation, type StartedCalculation } from '../run/calculation-store.ts'
import { openChargeRelations } from '../run/charge-input.ts'
import { resultFiles, type ResultTableName } from '../run/result-files.ts'
import { amountRows } from '../wholesale/amount-rows.ts'
import { amountTables } from './amount-tables.ts'
import { basisTables } from './basis-tables.ts'
import { chargeTables } from './charge-tables.ts'
import { chosenPoints } from './chosen-points.ts'
import { energyTables } from './energy-tables.ts'
import { identifierMask, type IdentifierMask } from './identifier-mask.ts'
import { argumentsText, inputTables } from './input-tables.ts'
import { NO_CHARGES, type ScenarioInputs } from './inputs.ts'
import { identifiersIn, maskedAmounts, maskedEnergy, maskedInputs } from './masked-inputs.ts'
import { countReadingDays, recordedPoints, recordedReadings } from './recorded-case.ts'
import { recordedCharges } from './recorded-charges.ts'
import { readInputs } from './read-inputs.ts'
import type { ResultTables } from './result-table.ts'
import { runScenario } from './run-scenario.ts'
import { writeTables } from './write-tables.ts'

/** What of a calculation is recorded, and how. */
export interface RecordRequest {
  readonly calculationId: string
  /** a folder that is empty or not there */
  readonly directory: string
  /** secret of the mapping; the same key masks alike in every recording; left out: one that nobody keeps */
  readonly key?: string | undefined
  /** masks grid areas too */
  readonly masksAreas?: boolean
  /** a part of the points only; its results are calculated anew, because those of the calculation are of all points */
  readonly mostPoints?: number | undefined
}

/** What recording needs. */
export interface RecordPorts extends CasePorts {
  /** A directory for what lives as long as the recording. */
  readonly scratch: string
}

/** What was recorded. */
export interface RecordedScenario {
  readonly directory: string
  readonly points: number
  readonly readings: number
  /** calculation: as it left them; recalculated: of a part of the points; none: it has none yet */
  readonly results: 'calculation' | 'recalculated' | 'none'
}

/** Reading days that a folder may have: beyond, it is no case that anybody looks at, and it is read into memory whole. */
const MOST_READING_DAYS = 20_000

/**
 * Records a calculation as a scenario folder (settlement 7) under other identifiers: its inputs as known at its pinned
 * number, and its results, so that `scenario run` on the folder passes. The mapping of identifiers is kept nowhere.
 * @throws GridbookError CALCULATION_ARGUMENT for no such calculation or one that has not begun; USAGE for a folder that
 * holds something; SCENARIO_TOO_LARGE
 */
export async function recordScenario(request: RecordRequest, ports: RecordPorts): Promise<RecordedScenario> {
  const { calculationId, directory, mostPoints } = request
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new GridbookError('USAGE', `${directory} is not empty`, { path: directory })
  const given = await readCalculation(ports.pool, calculationId, ports.zone)
  const scratch = join(ports.scratch, `record-${randomUUID()}`)
  try {
    const original = await recordedInputs(given, scratch, mostPoints, ports)
    const key = request.key ?? randomBytes(32).toString('hex')
    const mask = identifierMask(key, identifiersIn(original), { masksAreas: request.masksAreas === true })
    const inputs = maskedInputs(original, mask)
    writeInputs(inputs, directory)
    const results = await writeResults(given, mask, request, ports)
    const points = new Set(inputs.points.map((point) => point.meteringPointId)).size
    return { directory, points, readings: inputs.readings.length, results }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function recordedInputs(
  given: StartedCalculation,
  scratch: string,
  mostPoints: number | undefined,
  ports: RecordPorts,
): Promise<ScenarioInputs> {
  const { engine, zone } = ports
  const atSeq = await inputSeq(ports.pool, given.calculationId)
  const input = await openCaseInput({ ...given, atSeq }, scratch, ports)
  const chosen = chosenPoints(await recordedPoints(input, zone, engine), mostPoints)
  const ids = [...new Set(chosen.points.map((point) => point.meteringPointId))]
  const days = await countReadingDays(input, ids, engine)
  if (days > MOST_READING_DAYS)
    throw new GridbookError(
      'SCENARIO_TOO_LARGE',
      `${ids.length} points have ${days} reading days, more than ${MOST_READING_DAYS}`,
    )
  const charges = isWholesale(given.type)
    ? await inTransaction(
        ports.pool,
        async (trx) =>
          await recordedCharges(
            await openChargeRelations(trx, engine, scratch, { ...given, atSeq }),
            ids,
            zone,
            engine,
          ),
        { isolation: 'repeatable read' },
      )
    : NO_CHARGES
  return { arguments: given, ...chosen, readings: await recordedReadings(input, ids, zone, engine), charges }
}

function writeInputs(inputs: ScenarioInputs, directory: string): void {
  const when = join(directory, 'when')
  mkdirSync(when, { recursive: true })
  writeTables(inputTables(inputs), when)
  writeFileSync(join(when, 'calculation_arguments.yml'), argumentsText(inputs.arguments))
  const note = `A ${inputs.arguments.type} as it was calculated; identifiers are masked. Say here what the case shows.`
  writeFileSync(join(directory, 'scenario.yml'), `note: >-\n  ${note}\ncases: []\n`)
}

async function writeResults(
  given: StartedCalculation,
  mask: IdentifierMask,
  { directory, mostPoints }: RecordRequest,
  ports: RecordPorts,
): Promise<RecordedScenario['results']> {
  const then = join(directory, 'then')
  if (mostPoints !== undefined) {
    await runScenario(directory, { engine: ports.engine, out: then })
    return 'recalculated'
  }
  // What was written is read back: the basis data are those of the folder.
  const tables = await resultTables(given, readInputs(directory), mask, ports)
  if (tables === undefined) return 'none'
  writeTables(tables, then)
  return 'calculation'
}

/** The results that a calculation left; undefined while it has none. */
async function resultTables(
  given: StartedCalculation,
  inputs: ScenarioInputs,
  mask: IdentifierMask,
  ports: RecordPorts,
): Promise<ResultTables | undefined> {
  const { engine, zone } = ports
  const energyFiles = await filesOf('energy_result_day', given, ports)
  if (energyFiles.length === 0) return undefined
  const energy = maskedEnergy(await energyRows(parquet(energyFiles), zone, engine), mask)
  const tables = [...energyTables(energy, inputs.arguments), ...basisTables(inputs, energy)]
  if (!isWholesale(given.type)) return new Map(tables)
  const amounts = await amountRows(
    {
      amountPerChargeDay: parquet(await filesOf('amount_per_charge_day', given, ports)),
      monthlyAmount: parquet(await filesOf('monthly_amount_per_charge', given, ports)),
      totalAmount: parquet(await filesOf('total_monthly_amount', given, ports)),
    },
    zone,
    engine,
  )
  return new Map([...tables, ...chargeTables(inputs), ...amountTables(maskedAmounts(amounts, mask), inputs.arguments)])
}

async function filesOf(
  table: ResultTableName,
  { calculationId }: StartedCalculation,
  { pool, lake }: { readonly pool: RecordPorts['pool']; readonly lake: Lake; readonly engine: Engine },
): Promise<string[]> {
  return await inTransaction(pool, async (trx) => await resultFiles(trx, [calculationId], lake, table), {
    readOnly: true,
  })
}
