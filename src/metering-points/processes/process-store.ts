import { findMarketDay, type Finding, type MarketZone } from '../../kernel/index.ts'
import { copyRows } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { columnOfField, fieldOfColumn, type PointMasterData } from '../model.ts'
import type { ProcessKind } from './process.ts'
import type { ChangedFields, KnownProcess, ProcessRequest } from './request.ts'
import { fieldsOf } from './timeline.ts'

/** A process as it is recorded. */
export type ProcessRecord = {
  readonly processId: bigint
  readonly request: ProcessRequest
  readonly outcome: 'accepted' | 'rejected'
  readonly changed: ChangedFields
  readonly findings: readonly Finding[]
}

/** Numbers for so many processes, rising. */
export async function nextProcessIds(trx: Transaction, count: number): Promise<bigint[]> {
  const { rows } = await trx.query<{ id: string }>(
    "select nextval('metering_points.process_number')::text as id from generate_series(1, $1)",
    [count],
  )
  return rows.map(({ id }) => BigInt(id)).toSorted((a, b) => (a < b ? -1 : 1))
}

const COLUMNS = `process_id, kind, metering_point_id, effective_date, stated, changed, outcome, findings, cancels, sender_id,
  sender_role, message_id, transaction_id, document_id, received_at, recorded_seq`

/** Records processes as they were decided. @param seq the transaction's recorded_seq */
export async function writeProcesses(
  trx: Transaction,
  records: readonly ProcessRecord[],
  { seq, receivedAtMs, zone }: { readonly seq: bigint; readonly receivedAtMs: number; readonly zone: MarketZone },
): Promise<void> {
  if (records.length === 0) return
  const receivedAt = new Date(receivedAtMs).toISOString()
  await copyRows(
    trx,
    `metering_points.process (${COLUMNS})`,
    records.map(({ processId, request, outcome, changed, findings }) => [
      String(processId),
      request.kind,
      keptId(request.meteringPointId),
      findMarketDay(request.effectiveDate, zone)?.date ?? null,
      storableJson(byColumns(request.stated)),
      storableJson(byColumns(changed)),
      outcome,
      storableJson(findings),
      request.cancels === undefined || outcome === 'rejected' ? null : String(request.cancels),
      storable(request.sender.actorId),
      storable(request.sender.role),
      textOrNull(request.messageId),
      textOrNull(request.transactionId),
      textOrNull(request.documentId),
      receivedAt,
      String(seq),
    ]),
  )
}

/** The processes of these points that were accepted, in the order in which they were decided. */
export async function acceptedProcesses(
  trx: Transaction,
  pointIds: readonly string[],
): Promise<{ readonly recordedSeq: bigint; readonly process: KnownProcess }[]> {
  if (pointIds.length === 0) return []
  const { rows } = await trx.query<ProcessRow>(
    `select process_id::text as id, recorded_seq::text as seq, kind, metering_point_id, effective_date::text as day, sender_id,
       sender_role, changed,
       exists (select from metering_points.process c where c.cancels = p.process_id and c.outcome = 'accepted') as cancelled
     from metering_points.process p where metering_point_id = any ($1::text[]) and outcome = 'accepted'
     order by recorded_seq, process_id`,
    [pointIds],
  )
  return rows.map((row) => ({
    recordedSeq: BigInt(row.seq),
    process: {
      processId: BigInt(row.id),
      kind: row.kind,
      meteringPointId: row.metering_point_id,
      effectiveDate: row.day,
      sender: { actorId: row.sender_id, role: row.sender_role },
      isCancelled: row.cancelled,
      changed: fromColumns(row.changed),
    },
  }))
}

type ProcessRow = {
  readonly id: string
  readonly seq: string
  readonly kind: ProcessKind
  readonly metering_point_id: string
  readonly day: string
  readonly sender_id: string
  readonly sender_role: string
  readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>
  readonly cancelled: boolean
}

function byColumns(fields: Partial<Record<keyof PointMasterData, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(fields as Partial<PointMasterData>).map((field) => {
      const value = fields[field]
      return [columnOfField(field), Array.isArray(value) ? value.map((one: unknown) => one ?? null) : value]
    }),
  )
}

function fromColumns(changed: ProcessRow['changed']): ChangedFields {
  return Object.fromEntries(
    Object.entries(changed).flatMap(([column, values]) => {
      const field = fieldOfColumn(column)
      return field === undefined ? [] : [[field, values]]
    }),
  )
}

/**
 * The id of a point as it is kept: without what PostgreSQL cannot store, longer than any identifier and short enough for an
 * index. One that this changes is refused by its rule.
 */
export function keptId(id: string): string {
  return storable(id.slice(0, 100))
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text)
}

// PostgreSQL keeps neither the character 0 nor half a surrogate pair.
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? storable(each) : each))
}
