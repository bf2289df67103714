import type { RejectionReason, RequestSeries, RequestType } from '../exchange/index.ts'
import { formatInstant } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'

/** A request with what became of it. */
export interface ShownRequest {
  readonly requestId: bigint
  readonly requestType: RequestType
  readonly processType: string
  readonly requesterId: string
  readonly requesterRole: string
  readonly messageId: string
  readonly transactionId: string
  readonly receivedAt: string
  /** what is asked for, as the document says it */
  readonly asked: Omit<RequestSeries, 'index' | 'transactionId'>
  /** null: it waits */
  readonly answer: {
    readonly outcome: 'answered' | 'rejected'
    readonly series: number
    readonly reasons: readonly RejectionReason[]
    readonly answeredAt: string
  } | null
}

/** Which requests are shown. */
export interface ShownFilter {
  /** only those that wait for an answer */
  readonly open?: boolean
  readonly requesterId?: string
  readonly limit: number
}

/** Requests, the newest first. */
export async function showRequests(pool: Pool, { open, requesterId, limit }: ShownFilter): Promise<ShownRequest[]> {
  const { rows } = await pool.query<RequestRow>(
    `select r.*, a.outcome, a.series as answered_series, a.reasons, a.answered_at
     from settlement_requests.request r left join settlement_requests.answer a using (request_id)
     where (not $1::boolean or exists (select from settlement_requests.waiting w where w.request_id = r.request_id))
       and ($2::text is null or r.requester_id = $2)
     order by r.request_id desc limit $3`,
    [open === true, requesterId ?? null, limit],
  )
  return rows.map(shown)
}

interface RequestRow {
  readonly request_id: bigint
  readonly request_type: RequestType
  readonly process_type: string
  readonly requester_id: string
  readonly requester_role: string
  readonly message_id: string
  readonly transaction_id: string
  readonly received_at: Date
  readonly series: RequestSeries
  readonly outcome: 'answered' | 'rejected' | null
  readonly answered_series: number | null
  readonly reasons: readonly RejectionReason[] | null
  readonly answered_at: Date | null
}

function shown(row: RequestRow): ShownRequest {
  const { index: _index, transactionId: _id, ...asked } = row.series
  return {
    requestId: row.request_id,
    requestType: row.request_type,
    processType: row.process_type,
    requesterId: row.requester_id,
    requesterRole: row.requester_role,
    messageId: row.message_id,
    transactionId: row.transaction_id,
    receivedAt: formatInstant(row.received_at.getTime()),
    asked,
    answer:
      row.outcome === null
        ? null
        : {
            outcome: row.outcome,
            series: row.answered_series ?? 0,
            reasons: row.reasons ?? [],
            answeredAt: formatInstant(row.answered_at?.getTime() ?? 0),
          },
  }
}
