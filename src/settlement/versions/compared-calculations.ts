import { addDays, daysOf, GridbookError, type MarketZone, type Period } from '../../kernel/index.ts'
import { parquet, textLiteral, type Lake, type Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { readCalculation, type StartedCalculation } from '../run/calculation-store.ts'
import { resultLines } from '../result-kinds.ts'
import { ENERGY_RESULT, resultFiles, type ResultTableName } from '../run/result-files.ts'
import type { ComparedRelations, ComparedScope } from './models/compared-sides.ts'

/** One of two calculations that are compared, with the number that it read up to. */
export interface ComparedCalculation extends StartedCalculation {
  readonly inputSeq: bigint
}

/** Two calculations and what they have in common. */
export interface ComparedPair {
  readonly a: ComparedCalculation
  readonly b: ComparedCalculation
  readonly scope: ComparedScope
  /** The common days as instants. */
  readonly period: Period
}

/**
 * Finds two calculations, whether they were published or not, and the areas and days that both have.
 * @param references each the id of a calculation, or its version
 * @throws GridbookError NOT_FOUND when one is not known; CALCULATION_ARGUMENT when they have nothing in common; NOT_CALCULATED when one
 * has no results
 */
export async function comparedPair(
  trx: Transaction,
  references: readonly [a: string, b: string],
  zone: MarketZone,
): Promise<ComparedPair> {
  const [a, b] = [await calculationOf(trx, references[0], zone), await calculationOf(trx, references[1], zone)]
  const gridAreas = a.gridAreas.filter((area) => b.gridAreas.includes(area)).toSorted()
  const period = {
    fromMs: Math.max(a.period.fromMs, b.period.fromMs),
    toMs: Math.min(a.period.toMs, b.period.toMs),
  }
  if (gridAreas.length === 0 || period.fromMs >= period.toMs) {
    const message = `calculations ${a.calculationId} and ${b.calculationId} have no grid area and day in common`
    throw new GridbookError('CALCULATION_ARGUMENT', message)
  }
  const days = daysOf(period, zone)
  const [first, last] = [days.at(0)?.day, days.at(-1)?.day]
  if (first === undefined || last === undefined) throw new RangeError('a period without days')
  const scope = { versionA: a.version, versionB: b.version, gridAreas, from: first.date, to: addDays(last, 1).date }
  return { a, b, scope, period }
}

/** A calculation by its id or version. @throws GridbookError NOT_FOUND; NOT_CALCULATED when it has no results */
export async function calculationOf(
  trx: Transaction,
  reference: string,
  zone: MarketZone,
): Promise<ComparedCalculation> {
  const { rows } = await trx.query<{ calculation_id: string; input_seq: bigint | null; has_results: boolean }>(
    `select c.calculation_id, i.input_seq,
       exists (select from settlement.calculation_batch b where b.calculation_id = c.calculation_id) as has_results
     from settlement.calculation c left join settlement.calculation_input i using (calculation_id)
     where c.calculation_id::text = $1 or c.version::text = $1`,
    [reference.toLowerCase()],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('NOT_FOUND', `there is no calculation ${reference}`)
  if (row.input_seq === null || !row.has_results)
    throw new GridbookError('NOT_CALCULATED', `calculation ${row.calculation_id} has no results`)
  return { ...(await readCalculation(trx, row.calculation_id, zone)), inputSeq: row.input_seq }
}

/** The relations of a result table of both; undefined when one of them has no rows of it. */
export async function comparedRelations(
  trx: Transaction,
  { a, b }: ComparedPair,
  table: ResultTableName,
  lake: Lake,
): Promise<ComparedRelations | undefined> {
  const [filesA, filesB] = [
    await resultFiles(trx, [a.calculationId], lake, table),
    await resultFiles(trx, [b.calculationId], lake, table),
  ]
  if (filesA.length === 0 || filesB.length === 0) return undefined
  const made = table === ENERGY_RESULT ? levelsOfBoth(a.type, b.type) : undefined
  const relation = (files: readonly string[]): string =>
    made === undefined ? parquet(files) : `(select * from ${parquet(files)} as r where aggregation_level in (${made}))`
  return { a: relation(filesA), b: relation(filesB) }
}

// settlement 1.7: wholesale types make no rows by neighbour and balance responsible party; that is no difference.
function levelsOfBoth(a: CalculationType, b: CalculationType): string {
  const ofB = new Set(resultLines(b).map(({ level }) => level))
  const levels = new Set(resultLines(a).map(({ level }) => level))
  return [...levels]
    .filter((level) => ofB.has(level))
    .map(textLiteral)
    .join(', ')
}
