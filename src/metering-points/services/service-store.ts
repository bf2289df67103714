import { findMarketDay, type Finding, type MarketZone } from '../../kernel/index.ts'
import { copyRows, storable, storableJson, type Transaction } from '../../platform/index.ts'
import type { ServiceOutcome } from './service-request.ts'

/** Numbers for so many requests, rising. */
export async function nextServiceIds(trx: Transaction, count: number): Promise<bigint[]> {
  const { rows } = await trx.query<{ id: string }>(
    "select nextval('metering_points.service_request_number')::text as id from generate_series(1, $1)",
    [count],
  )
  return rows.map(({ id }) => BigInt(id)).toSorted((a, b) => (a < b ? -1 : 1))
}

/** The request of each service that is open for the points. */
export async function openRequestsOf(
  trx: Transaction,
  pointIds: readonly string[],
): Promise<{ readonly meteringPointId: string; readonly service: string; readonly requestId: bigint }[]> {
  const { rows } = await trx.query<{ point: string; service: string; id: string }>(
    `select metering_point_id as point, service, service_request_id::text as id
     from metering_points.open_service_request where metering_point_id = any ($1::text[])`,
    [pointIds],
  )
  return rows.map(({ point, service, id }) => ({ meteringPointId: point, service, requestId: BigInt(id) }))
}

/**
 * Opens the requests that are forwarded, in one order everywhere, so that two who open the same wait for each other instead
 * of in a circle. Call it before the recorded_seq is taken.
 * @throws a violation of the key when somebody has opened the same meanwhile
 */
export async function openRequests(trx: Transaction, outcomes: readonly ServiceOutcome[]): Promise<void> {
  const forwarded = outcomes.flatMap((one) => (one.outcome === 'forwarded' ? [one] : []))
  if (forwarded.length === 0) return
  await trx.query(
    `insert into metering_points.open_service_request (metering_point_id, service, service_request_id, due_at)
     select o.point, o.service, o.id, to_timestamp(o.due::numeric / 1000)
     from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as o(point, service, id, due)
     order by o.point collate "C", o.service collate "C"`,
    [
      forwarded.map(({ ask }) => ask.meteringPointId),
      forwarded.map(({ forwarded: { service } }) => service),
      forwarded.map(({ requestId }) => String(requestId)),
      forwarded.map(({ forwarded: { dueAtMs } }) => dueAtMs),
    ],
  )
}

const COLUMNS = `service_request_id, metering_point_id, service, wanted_day, description, supplier_id, message_id, transaction_id,
  document_id, findings, grid_area, grid_company_id, forwarded_transaction_id, received_at, due_at, recorded_seq`

/** Records requests as they were judged. @param seq the transaction's recorded_seq */
export async function writeServiceRequests(
  trx: Transaction,
  outcomes: readonly ServiceOutcome[],
  { seq, receivedAtMs, zone }: { readonly seq: bigint; readonly receivedAtMs: number; readonly zone: MarketZone },
): Promise<void> {
  if (outcomes.length === 0) return
  await copyRows(
    trx,
    `metering_points.service_request (${COLUMNS})`,
    outcomes.map((one) => {
      const { requestId, ask } = one
      const to = one.outcome === 'forwarded' ? one.forwarded : undefined
      const findings: readonly Finding[] = one.outcome === 'rejected' ? one.findings : []
      return [
        String(requestId),
        storable(ask.meteringPointId),
        textOrNull(ask.service),
        findMarketDay(ask.wantedDay, zone)?.date ?? null,
        textOrNull(ask.description),
        storable(ask.supplierId),
        storable(ask.messageId),
        storable(ask.transactionId),
        ask.documentId,
        storableJson(findings),
        to?.gridArea ?? null,
        to?.gridCompanyId ?? null,
        to?.transactionId ?? null,
        new Date(receivedAtMs).toISOString(),
        to === undefined ? null : new Date(to.dueAtMs).toISOString(),
        String(seq),
      ]
    }),
  )
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text)
}
