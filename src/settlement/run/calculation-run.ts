import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { daysOf, GridbookError } from '../../kernel/index.ts'
import {
  currentSeq,
  faultPoint,
  nextRecordedSeq,
  type BatchDraft,
  type RunDefinition,
  type RunStep,
  type StepResult,
  type Transaction,
} from '../../platform/index.ts'
import { calculateEnergy, type EnergyCalculationFiles } from '../calculate-energy.ts'
import { isWholesale } from '../calculation-type.ts'
import { checksOf } from '../models/energy-check.ts'
import { inspectCalculation } from '../plan/inspect-step.ts'
import { AMOUNT_CHECKS } from '../wholesale/amount-check.ts'
import { AMOUNT_TABLES } from '../wholesale/amount-tables.ts'
import { calculateWholesale, type WholesaleCalculationFiles } from '../wholesale/calculate-wholesale.ts'
import { announceAmounts } from './announce-amounts.ts'
import { awaitsApproval } from '../operation/awaits-approval.ts'
import { progressOf } from '../operation/calculation-progress.ts'
import { unlessStopped } from '../operation/unless-stopped.ts'
import { announceLosses, announceSums, type AnnouncePorts } from './announce-results.ts'
import { readCalculation, type StartedCalculation } from './calculation-store.ts'
import { openCalculationInput, type InputPorts } from './calculation-input.ts'
import { ENERGY_RESULT, type ResultTableName } from './result-files.ts'

/** What a calculation's steps need. */
export interface CalculationPorts extends InputPorts, AnnouncePorts {
  /** A directory for what lives as long as a step. */
  readonly scratch: string
}

/** The run of a calculation: the id of the run is the calculation's id. */
export function calculationRun(ports: CalculationPorts): RunDefinition {
  const steps: RunStep[] = [
    { name: 'pin', execute: (id) => pin(id) },
    { name: 'inspect', execute: (id) => inspectCalculation(id, ports) },
    { name: 'calculate', execute: (id) => calculate(id, ports) },
    { name: 'check', execute: (id) => check(id, ports) },
    { name: 'publish', execute: (id) => publish(id, ports), isHeld: (id) => awaitsApproval(ports.pool, id) },
  ]
  return { name: 'calculation', steps: steps.map((step) => unlessStopped(step, ports.pool)) }
}

/** Pins what is known now: commits that come later do not enter. */
async function pin(calculationId: string): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query('insert into settlement.calculation_input (calculation_id, input_seq) values ($1, $2)', [
        calculationId,
        await currentSeq(trx),
      ])
    },
  }
}

async function calculate(calculationId: string, ports: CalculationPorts): Promise<StepResult> {
  const given = await readCalculation(ports.pool, calculationId, ports.zone)
  const directory = join(ports.scratch, calculationId)
  const drafts = resultDrafts(given, ports)
  try {
    const { charges, ...relations } = await openCalculationInput(given, directory, ports)
    const path = (name: string): string => drafts.get(name)?.path('part-0') ?? join(directory, `${name}.parquet`)
    const out = { path, report: progressOf(ports.pool, calculationId, 'calculate') }
    const input = { arguments: given, version: given.version }
    const files =
      charges === undefined
        ? await calculateEnergy({ ...input, relations }, ports.engine, out)
        : await calculateWholesale({ ...input, relations: { ...relations, ...charges } }, ports.engine, out)
    return {
      rows: files.energyResultDay.rows,
      effect: (trx) => recordResults(trx, given, drafts, files, ports),
      afterwards: () => rm(directory, { recursive: true, force: true }),
    }
  } catch (error) {
    for (const draft of drafts.values()) await ports.lake.discard(draft)
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

/** A batch for each table of results; results are filed under the month in which their period begins. */
function resultDrafts(given: StartedCalculation, { lake }: CalculationPorts): ReadonlyMap<string, BatchDraft> {
  const month = (daysOf(given.period, given.zone)[0]?.day.date ?? '').slice(0, 7)
  const tables: readonly ResultTableName[] = isWholesale(given.type)
    ? [ENERGY_RESULT, ...AMOUNT_TABLES]
    : [ENERGY_RESULT]
  return new Map(tables.map((table) => [table, lake.newBatch(table, month)]))
}

async function recordResults(
  trx: Transaction,
  given: StartedCalculation,
  drafts: ReadonlyMap<string, BatchDraft>,
  files: EnergyCalculationFiles | WholesaleCalculationFiles,
  { lake }: CalculationPorts,
): Promise<void> {
  const days = daysOf(given.period, given.zone)
  const [firstDay, lastDay] = [days.at(0)?.day.dayNumber ?? 0, days.at(-1)?.day.dayNumber ?? 0]
  const seq = await nextRecordedSeq(trx)
  const written = { [ENERGY_RESULT]: files.energyResultDay, ...('amounts' in files ? files.amounts : {}) }
  for (const [table, file] of Object.entries(written)) {
    const draft = drafts.get(table)
    if (draft === undefined) throw new Error(`there is no batch for ${table}`)
    await lake.addBatch(trx, draft, {
      origin: 'run',
      seq,
      files: [{ ...file, firstDay, lastDay, superseded: false }],
    })
    await trx.query(
      'insert into settlement.calculation_batch (calculation_id, table_name, batch_id) values ($1, $2, $3)',
      [given.calculationId, table, draft.batchId],
    )
  }
  for (const name of [...checksOf(given.type), ...(isWholesale(given.type) ? AMOUNT_CHECKS : [])]) {
    const slots = files.violations
      .filter((violation) => violation.check === name)
      .reduce((sum, violation) => sum + violation.slots, 0n)
    await trx.query(
      'insert into settlement.calculation_check (calculation_id, check_name, violations) values ($1, $2, $3)',
      [given.calculationId, name, slots],
    )
  }
}

async function check(calculationId: string, { pool }: CalculationPorts): Promise<StepResult> {
  const { rows } = await pool.query<{ check_name: string; violations: bigint }>(
    'select check_name, violations from settlement.calculation_check where calculation_id = $1 order by check_name',
    [calculationId],
  )
  const broken = rows.filter((row) => row.violations > 0n)
  if (broken.length > 0) {
    const found = broken.map((row) => `${row.check_name} in ${row.violations} slots`).join('; ')
    throw new GridbookError('IDENTITY_BROKEN', `calculation ${calculationId} is not published: ${found}`)
  }
  return { rows: rows.length }
}

/** What the actors are told is committed with what it tells of: never one without the other, and once. */
async function publish(calculationId: string, ports: CalculationPorts): Promise<StepResult> {
  const given = await readCalculation(ports.pool, calculationId, ports.zone)
  const days = daysOf(given.period, given.zone).map(({ day }) => day.date)
  return {
    rows: days.length * given.gridAreas.length,
    effect: async (trx) => {
      // Publishers take turns: each makes queues for actors that have none, area by area, in an order of its own.
      await trx.query('lock table settlement.calculation_result in share row exclusive mode')
      await announceSums(trx, given, ports, progressOf(ports.pool, calculationId, 'publish'))
      await announceAmounts(trx, given, ports)
      const seq = await nextRecordedSeq(trx)
      await announceLosses(trx, given, ports)
      await trx.query(
        `insert into settlement.calculation_result (calculation_id, succeeded_at, recorded_seq) values ($1, now(), $2)`,
        [calculationId, seq],
      )
      await trx.query(
        `insert into settlement.publication (calculation_type, grid_area, market_day, version, calculation_id, recorded_seq)
         select $1, a, d::date, $4, $5, $6 from unnest($2::text[]) as a cross join unnest($3::text[]) as d`,
        [given.type, given.gridAreas, days, given.version, calculationId, seq],
      )
      await trx.query('select pg_notify($1, $2)', ['settlement_published', calculationId])
      faultPoint('settlement:announced')
    },
  }
}
