import { copyRows } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { writeImportEvents } from './events/write-events.ts'
import type { PointMasterData, PointStatement } from './model.ts'
import { fromMasterDataColumns, MASTER_DATA_COLUMNS, STATEMENT_COLUMNS, toStatementFields } from './period-row.ts'
import { keepPointsToday } from './search/points-today.ts'

/** One row of the log as it was recorded; `values` is null where the row withdraws. */
export type RecordedStatement = {
  readonly meteringPointId: string
  /** market day */
  readonly validFrom: string
  readonly recordedSeq: bigint
  /** the process that stated it; null: an import, or something recorded before there were processes */
  readonly processId: bigint | null
  readonly values: PointMasterData | null
}

/**
 * Keeps other writers off these points until the transaction ends; identifiers never written before are claimed. Points
 * are taken in sorted order, so two writers wait for each other but never in a circle. Call it once in a transaction.
 * @returns whether any of them may have been written before; if not, nothing is known of them
 */
export async function lockPoints(trx: Transaction, pointIds: Iterable<string>): Promise<boolean> {
  const sorted = [...new Set(pointIds)].toSorted()
  if (sorted.length === 0) return false
  const { rowCount: claimed } = await trx.query(
    `insert into metering_points.metering_point (metering_point_id)
     select id from unnest($1::text[]) with ordinality as given (id, n) order by n on conflict do nothing`,
    [sorted],
  )
  // Whoever claims a point has it to itself.
  if (claimed === sorted.length) return false
  // Sorted by bytes like the array, whatever the collation of the database.
  await trx.query(
    `select count(*) from (
       select 1 from metering_points.metering_point where metering_point_id = any ($1::text[])
       order by metering_point_id collate "C" for update
     ) locked`,
    [sorted],
  )
  return true
}

/**
 * Records statements as they are, without the rules: locks their points, appends, and moves the number that caches watch.
 * Use appendPointPeriods where statements come from outside.
 * @param seq the transaction's recorded_seq; a second statement for the same point and day in one commit is refused by the
 * table's key
 */
export async function appendPeriods(trx: Transaction, rows: readonly PointStatement[], seq: bigint): Promise<void> {
  await lockPoints(trx, idsOf(rows))
  await writeStatements(trx, rows, seq)
}

/**
 * Appends to points that the transaction has locked already, with an event for each statement that no process made.
 * @param causes the process of each statement that one has
 */
export async function writeStatements(
  trx: Transaction,
  rows: readonly PointStatement[],
  seq: bigint,
  causes: ReadonlyMap<PointStatement, bigint> = new Map(),
): Promise<void> {
  if (rows.length === 0) return
  await copyRows(trx, `metering_points.metering_point_period (${STATEMENT_COLUMNS})`, fieldsOf(rows, seq, causes))
  await trx.query('update metering_points.changed set seq = greatest(seq, $1::bigint)', [seq.toString()])
  await keepPointsToday(trx, [...new Set(idsOf(rows))], seq)
  const imported = causes.size === 0 ? rows : rows.filter((row) => !causes.has(row))
  await writeImportEvents(trx, imported, seq)
}

/** For each point and day the newest statement that the transaction sees, withdrawals included. */
export async function newestStatements(trx: Transaction, pointIds: readonly string[]): Promise<RecordedStatement[]> {
  const result = await trx.query<StatementRow>({
    rowMode: 'array',
    text: `select distinct on (metering_point_id, p.valid_from) ${SELECTED}
           from metering_points.metering_point_period p where metering_point_id = any ($1::text[])
           order by metering_point_id, p.valid_from, p.recorded_seq desc`,
    values: [pointIds],
  })
  return result.rows.map(fromStatementRow)
}

/** Everything that was ever recorded about a point up to a number, in the order of recording. */
export async function logOf(trx: Transaction, pointId: string, atSeq: bigint): Promise<RecordedStatement[]> {
  const result = await trx.query<StatementRow>({
    rowMode: 'array',
    text: `select ${SELECTED} from metering_points.metering_point_period p
           where metering_point_id = $1 and p.recorded_seq <= $2::bigint order by p.recorded_seq, p.valid_from`,
    values: [pointId, atSeq.toString()],
  })
  return result.rows.map(fromStatementRow)
}

// Read as text; a query that sorts by number or day names the table, else it would sort these texts.
const SELECTED = `metering_point_id, valid_from::text, recorded_seq::text, tombstone, process_id::text, ${MASTER_DATA_COLUMNS}`
type StatementRow = [
  id: string,
  validFrom: string,
  seq: string,
  tombstone: boolean,
  processId: string | null,
  ...values: (string | boolean | null)[],
]

function fromStatementRow(row: StatementRow): RecordedStatement {
  const [meteringPointId, validFrom, seq, tombstone, process] = row
  return {
    meteringPointId,
    validFrom,
    recordedSeq: BigInt(seq),
    processId: process === null ? null : BigInt(process),
    values: tombstone ? null : fromMasterDataColumns(row, 5),
  }
}

function* idsOf(rows: readonly PointStatement[]): Generator<string> {
  for (const row of rows) yield row.meteringPointId
}

function* fieldsOf(
  rows: readonly PointStatement[],
  seq: bigint,
  causes: ReadonlyMap<PointStatement, bigint>,
): Generator<(string | null)[]> {
  for (const row of rows) yield toStatementFields(row, seq, causes.get(row) ?? null)
}
