import { faultPoint, storable, storableJson, type Transaction } from '../../platform/index.ts'
import type { ServiceReason } from './service-request.ts'

/** What happens to an open request: once, for ever. */
export type ServiceClosing = {
  readonly requestId: bigint
  readonly outcome: 'accepted' | 'refused' | 'overdue' | 'cancelled'
  /** of a refusal, at least one */
  readonly reasons: readonly ServiceReason[]
  /** who says so; GLN or EIC and market role */
  readonly sender: { readonly actorId: string; readonly role: string }
  /** the message that says so, its transaction, and where its document is kept */
  readonly message?:
    | { readonly messageId: string; readonly transactionId: string; readonly documentId: string }
    | undefined
}

/** A request that was forwarded, as far as who closes it must know. */
export type KnownService = {
  readonly requestId: bigint
  readonly meteringPointId: string
  readonly supplierId: string
  readonly gridCompanyId: string
  /** of the supplier */
  readonly messageId: string
  readonly transactionId: string
  /** of the hub, under which the grid company knows it */
  readonly forwardedTransactionId: string
  readonly dueAtMs: number
}

/** Which requests are looked for: by their numbers, or by the ids under which they were forwarded. */
export type ServiceKeys = { readonly ids: readonly bigint[] } | { readonly forwardedAs: readonly string[] }

/** The requests of these keys that were forwarded; with `isOpen`, and those that are open are kept from others until the transaction ends. */
export async function lockServices(
  trx: Transaction,
  keys: ServiceKeys,
): Promise<(KnownService & { readonly isOpen: boolean })[]> {
  const known = await forwardedServices(trx, keys)
  const open = await lockOpen(trx, known)
  return known.map((one) => ({ ...one, isOpen: open.has(one.requestId) }))
}

/** Locks open requests whose time is over, the oldest first, those left aside that somebody else has locked. */
export async function lockOverdue(trx: Transaction, nowMs: number, limit: number): Promise<KnownService[]> {
  const { rows } = await trx.query<{ id: string }>(
    `select service_request_id::text as id from metering_points.open_service_request
     where due_at <= to_timestamp($1::numeric / 1000) order by service_request_id limit $2 for update skip locked`,
    [nowMs, limit],
  )
  return await forwardedServices(trx, { ids: rows.map(({ id }) => BigInt(id)) })
}

/** Closes requests that the transaction has locked and found open. @param takeSeq called when something is closed */
export async function closeServices(
  trx: Transaction,
  closings: readonly ServiceClosing[],
  { nowMs, takeSeq }: { readonly nowMs: number; readonly takeSeq: (trx: Transaction) => Promise<bigint> },
): Promise<void> {
  if (closings.length === 0) return
  const ids = closings.map(({ requestId }) => String(requestId))
  const { rowCount } = await trx.query(
    'delete from metering_points.open_service_request where service_request_id = any ($1::bigint[])',
    [ids],
  )
  if (rowCount !== closings.length) throw new Error('a request for a service was closed that is not open')
  await trx.query(
    `insert into metering_points.service_answer (service_request_id, outcome, reasons, sender_id, sender_role, message_id,
       transaction_id, document_id, answered_at, recorded_seq)
     select c.*, to_timestamp($9::numeric / 1000), $10 from unnest($1::bigint[], $2::text[], $3::jsonb[], $4::text[], $5::text[],
       $6::text[], $7::text[], $8::text[]) as c`,
    [
      ids,
      closings.map(({ outcome }) => outcome),
      closings.map(({ reasons }) => storableJson(reasons)),
      closings.map(({ sender }) => storable(sender.actorId)),
      closings.map(({ sender }) => sender.role),
      closings.map(({ message }) => (message === undefined ? null : storable(message.messageId))),
      closings.map(({ message }) => (message === undefined ? null : storable(message.transactionId))),
      closings.map(({ message }) => message?.documentId ?? null),
      nowMs,
      String(await takeSeq(trx)),
    ],
  )
  faultPoint('services:closed')
}

async function lockOpen(trx: Transaction, known: readonly KnownService[]): Promise<ReadonlySet<bigint>> {
  const { rows } = await trx.query<{ id: string }>(
    `select service_request_id::text as id from metering_points.open_service_request
     where service_request_id = any ($1::bigint[]) order by service_request_id for update`,
    [known.map(({ requestId }) => String(requestId))],
  )
  return new Set(rows.map(({ id }) => BigInt(id)))
}

async function forwardedServices(trx: Transaction, keys: ServiceKeys): Promise<KnownService[]> {
  const byId = 'ids' in keys
  const values = byId ? keys.ids.map(String) : keys.forwardedAs.map(storable)
  const { rows } = await trx.query<ServiceRow>(
    `select service_request_id::text as id, metering_point_id, supplier_id, grid_company_id, message_id, transaction_id,
       forwarded_transaction_id, due_at from metering_points.service_request
     where forwarded_transaction_id is not null
       and ${byId ? 'service_request_id = any ($1::bigint[])' : 'forwarded_transaction_id = any ($1::text[])'}
     order by service_request_id`,
    [values],
  )
  return rows.map((row) => ({
    requestId: BigInt(row.id),
    meteringPointId: row.metering_point_id,
    supplierId: row.supplier_id,
    gridCompanyId: row.grid_company_id,
    messageId: row.message_id,
    transactionId: row.transaction_id,
    forwardedTransactionId: row.forwarded_transaction_id,
    dueAtMs: row.due_at.getTime(),
  }))
}

type ServiceRow = {
  readonly id: string
  readonly metering_point_id: string
  readonly supplier_id: string
  readonly grid_company_id: string
  readonly message_id: string
  readonly transaction_id: string
  readonly forwarded_transaction_id: string
  readonly due_at: Date
}
