import type { Transaction } from '../../platform/index.ts'
import { POINT_FIELDS } from '../model.ts'
import type { ProcessKind } from '../processes/process.ts'
import type { FieldChange } from './statement-effects.ts'
import type { ProcessEntry, TimelineFinding } from './timeline-entry.ts'

/** A process as it was recorded, with what it says that it changed on its effective date. */
export type LoggedProcess = Omit<ProcessEntry, 'kind' | 'effects'> & { readonly changed: readonly FieldChange[] }

/** Where a page of processes begins: behind this commit and process. */
type Behind = { readonly seq: bigint; readonly processId: bigint }

/** The processes of a point up to a number, in the order of commits and decisions. */
export async function processesOf(
  trx: Transaction,
  meteringPointId: string,
  { atSeq, after, limit }: { readonly atSeq: bigint; readonly after: Behind; readonly limit: number },
): Promise<LoggedProcess[]> {
  const { rows } = await trx.query<ProcessRow>(
    `select ${COLUMNS} from metering_points.process
     where metering_point_id = $1 and (recorded_seq, process_id) > ($2::bigint, $3::bigint) and recorded_seq <= $4::bigint
     order by recorded_seq, process_id limit $5`,
    [meteringPointId, String(after.seq), String(after.processId), String(atSeq), limit],
  )
  return rows.map(fromRow)
}

/** Processes by their numbers, in no order. */
export async function processesNumbered(trx: Transaction, processIds: readonly bigint[]): Promise<LoggedProcess[]> {
  if (processIds.length === 0) return []
  const { rows } = await trx.query<ProcessRow>(
    `select ${COLUMNS} from metering_points.process where process_id = any ($1::bigint[])`,
    [processIds.map(String)],
  )
  return rows.map(fromRow)
}

const COLUMNS = `process_id, recorded_seq, kind, metering_point_id, outcome, effective_date, sender_id, sender_role, message_id,
  transaction_id, document_id, received_at, cancels, findings, changed`

type ProcessRow = {
  readonly process_id: bigint
  readonly recorded_seq: bigint
  readonly kind: ProcessKind
  readonly metering_point_id: string
  readonly outcome: 'accepted' | 'rejected'
  readonly effective_date: string | null
  readonly sender_id: string
  readonly sender_role: string
  readonly message_id: string | null
  readonly transaction_id: string | null
  readonly document_id: string | null
  readonly received_at: Date
  readonly cancels: bigint | null
  readonly findings: readonly StoredFinding[]
  readonly changed: Readonly<Record<string, readonly [before: StoredValue, after: StoredValue]>>
}
type StoredValue = string | boolean | null
type StoredFinding = {
  readonly code: string
  readonly field?: string
  readonly message: string
  readonly danish?: string
}

function fromRow(row: ProcessRow): LoggedProcess {
  return {
    recordedSeq: row.recorded_seq,
    processId: row.process_id,
    process: row.kind,
    meteringPointId: row.metering_point_id,
    outcome: row.outcome,
    effectiveDate: row.effective_date,
    senderId: row.sender_id,
    senderRole: row.sender_role,
    messageId: row.message_id,
    transactionId: row.transaction_id,
    documentId: row.document_id,
    receivedAtMs: row.received_at.getTime(),
    cancels: row.cancels,
    findings: row.findings.map(fromFinding),
    changed: POINT_FIELDS.flatMap(([column, field]) => {
      const values = row.changed[column]
      return values === undefined || values[0] === values[1] ? [] : [{ field, before: values[0], after: values[1] }]
    }),
  }
}

function fromFinding({ code, field, message, danish }: StoredFinding): TimelineFinding {
  return { code, field: field ?? null, message, danish: danish ?? null }
}
