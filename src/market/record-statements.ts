import { accepted, finding, refused } from '../kernel/index.ts'
import type { Finding, Result, Where } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import { lockMarket } from './lock-market.ts'

/** A statement with its place in what was handed in. */
export type Candidate<Statement> = { readonly statement: Statement; readonly where: Where }

/** What differs between statements about grid areas, about actors and about clients. */
export interface StatementKind<Statement> {
  /** what a commit says one thing about, as people read it; of several statements with one key the newest holds */
  readonly keyOf: (statement: Statement) => string
  /** the column that findings about the key name */
  readonly keyField: string
  readonly withdraws: (statement: Statement) => boolean
  /** everything for which it is refused whatever else is known */
  readonly faults: (statement: Statement, where: Where) => Finding[]
  /** the newest statement for each key, as it would be stated */
  readonly newest: (trx: Transaction) => Promise<readonly Statement[]>
  readonly isSame: (a: Statement, b: Statement) => boolean
  readonly append: (trx: Transaction, statements: readonly Statement[], seq: bigint) => Promise<void>
  /** what is doubtful about statements that now hold, as warnings */
  readonly doubts: (trx: Transaction, candidates: readonly Candidate<Statement>[]) => Promise<readonly Finding[]>
}

/** What became of statements. */
export interface RecordedStatements {
  readonly appended: number
  /** what was known already, word for word */
  readonly unchanged: number
  /** the commit; undefined when nothing was new */
  readonly recordedSeq: bigint | undefined
  /** withdrawals of what was never stated, which are refused, and warnings */
  readonly findings: readonly Finding[]
}

/** Records statements without faults of their own, of which no two have the same key; what is known already is left alone. */
export async function recordStatements<Statement>(
  trx: Transaction,
  candidates: readonly Candidate<Statement>[],
  kind: StatementKind<Statement>,
): Promise<RecordedStatements> {
  await lockMarket(trx)
  const known = new Map((await kind.newest(trx)).map((statement) => [kind.keyOf(statement), statement]))
  const fresh: Candidate<Statement>[] = []
  const standing: Candidate<Statement>[] = []
  const unknown: Finding[] = []
  for (const candidate of candidates) {
    const { statement, where } = candidate
    const before = known.get(kind.keyOf(statement))
    if (before === undefined && kind.withdraws(statement)) {
      const message = `${kind.keyOf(statement)} was never stated`
      unknown.push(finding('PERIOD_UNKNOWN', message, { ...where, field: kind.keyField }))
      continue
    }
    standing.push(candidate)
    if (before === undefined || !kind.isSame(before, statement)) fresh.push(candidate)
  }
  const recordedSeq = fresh.length === 0 ? undefined : await nextRecordedSeq(trx)
  if (recordedSeq !== undefined) {
    await kind.append(
      trx,
      fresh.map(({ statement }) => statement),
      recordedSeq,
    )
  }
  const stated = standing.filter(({ statement }) => !kind.withdraws(statement))
  const findings = [...unknown, ...(await kind.doubts(trx, stated))]
  return { appended: fresh.length, unchanged: standing.length - fresh.length, recordedSeq, findings }
}

/** What became of one statement. */
export interface Stated {
  /** the commit; undefined when it was known already, word for word */
  readonly recordedSeq: bigint | undefined
  readonly warnings: readonly Finding[]
}

/** Records one statement, or tells every fault of it. */
export async function stateOne<Statement>(
  pool: Pool,
  statement: Statement,
  kind: StatementKind<Statement>,
): Promise<Result<Stated, Finding[]>> {
  const faults = kind.faults(statement, {})
  if (faults.length > 0) return refused(faults)
  const { recordedSeq, findings } = await inTransaction(pool, (trx) =>
    recordStatements(trx, [{ statement, where: {} }], kind),
  )
  const errors = findings.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? refused(errors) : accepted({ recordedSeq, warnings: findings })
}
