import {
  ACCOUNT_OF_LINE,
  accrualEntry,
  accrualReversal,
  entriesOf,
  postEntries,
  type JournalEntry,
} from '../finance/index.ts'
import { addDays, marketDay } from '../kernel/index.ts'
import { nextRecordedSeq, type Transaction } from '../platform/index.ts'
import type { AccrualPorts } from './accrual-ports.ts'
import type { PinnedAccrual } from './accrual-store.ts'

/**
 * Posts an accrual, and takes back the one before it (finance 5.3), in one transaction. The one before is taken back on the
 * day after it, or on the same day when the new one is for that day or an earlier one: on no day do the books hold two.
 */
export async function postAccrual(trx: Transaction, given: PinnedAccrual, ports: AccrualPorts): Promise<void> {
  // Two accruals at once take turns, so that each has one before it.
  await trx.query("select pg_advisory_xact_lock(hashtextextended('accruals.posting', 0))")
  const before = await standingAccrual(trx)
  const documentNumber = `A-${given.toDay}-${given.runId.slice(0, 8)}`
  const entry = accrualEntry({
    runId: given.runId,
    part: '',
    documentNumber,
    postingDate: given.toDay,
    net: await netByAccount(trx, given.runId),
  })
  const entries: JournalEntry[] = entry === undefined ? [] : [entry]
  const postingDate = before === undefined ? undefined : reversalDay(before.toDay, given.toDay, ports)
  if (before !== undefined && postingDate !== undefined) {
    const posted = await entriesOf(trx, 'accruals.run', before.runId)
    const accruals = posted.filter(({ documentType }) => documentType === 'accrual')
    entries.unshift(
      ...accruals.map((old) => accrualReversal(old, { documentNumber, postingDate, sourceId: given.runId })),
    )
  }
  const seq = await nextRecordedSeq(trx)
  if (entries.length > 0) await postEntries(trx, entries, seq)
  await trx.query(
    `insert into accruals.posting (run_id, document_number, posted_at, recorded_seq)
     values ($1, $2, to_timestamp($3::numeric / 1000), $4)`,
    [given.runId, documentNumber, ports.clock.nowMs(), seq],
  )
  if (before === undefined) return
  await trx.query('insert into accruals.reversal (reversed_run_id, by_run_id, posting_date) values ($1, $2, $3)', [
    before.runId,
    given.runId,
    postingDate,
  ])
}

interface StandingAccrual {
  readonly runId: string
  readonly toDay: string
}

/** The accrual that no later one has taken the place of. */
async function standingAccrual(trx: Transaction): Promise<StandingAccrual | undefined> {
  const { rows } = await trx.query<{ run_id: string; to_day: string }>(
    `select p.run_id, r.to_day::text from accruals.posting p join accruals.run r using (run_id)
     where not exists (select from accruals.reversal where reversed_run_id = p.run_id)
     order by p.recorded_seq desc limit 1`,
  )
  const [row] = rows
  return row === undefined ? undefined : { runId: row.run_id, toDay: row.to_day }
}

function reversalDay(beforeDay: string, toDay: string, { zone }: AccrualPorts): string {
  return toDay > beforeDay ? addDays(marketDay(beforeDay, zone), 1).date : beforeDay
}

type NetParts = Parameters<typeof accrualEntry>[0]['net']

async function netByAccount(trx: Transaction, runId: string): Promise<NetParts> {
  const { rows } = await trx.query<{ line_type: keyof typeof ACCOUNT_OF_LINE; amount_ore: bigint }>(
    `select line_type, sum(amount_ore)::bigint as amount_ore from accruals.line where run_id = $1
     group by line_type order by line_type`,
    [runId],
  )
  return rows.map((row) => ({ account: ACCOUNT_OF_LINE[row.line_type], amountOre: row.amount_ore }))
}
