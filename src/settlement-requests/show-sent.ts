import type { EncodableRequest, HubError, RejectionReason, RequestType } from '../exchange/index.ts'
import { formatInstant } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'

/** A request that a supplier sent, with what came back. */
export interface ShownSent {
  readonly messageId: string
  readonly transactionId: string
  readonly requestType: RequestType
  readonly processType: string
  readonly sentAt: string
  readonly asked: Omit<EncodableRequest, 'transactionId'>
  /**
   * sent: the hub's first answer is not known; accepted: it arrived, and no rejection has come; refused: at once, for its
   * form; rejected: through the queue
   */
  readonly state: 'sent' | 'accepted' | 'refused' | 'rejected'
  readonly errors: readonly Pick<HubError, 'code' | 'message'>[]
  readonly reasons: readonly RejectionReason[]
}

/** Requests that were sent, the newest first. @param filter.open only those that were neither refused nor rejected */
export async function showSent(
  pool: Pool,
  { open, limit }: { readonly open?: boolean; readonly limit: number },
): Promise<ShownSent[]> {
  const { rows } = await pool.query<SentRow>(
    `select s.*, o.outcome, o.errors, r.reasons from settlement_requests.sent s
     left join settlement_requests.sent_outcome o using (message_id)
     left join lateral (select reasons from settlement_requests.rejection r
       where r.original_transaction_id = s.transaction_id order by r.received_at limit 1) r on true
     where not $1::boolean or (o.outcome is distinct from 'refused' and r.reasons is null)
     order by s.sent_at desc, s.message_id desc limit $2`,
    [open === true, limit],
  )
  return rows.map((row) => ({
    messageId: row.message_id,
    transactionId: row.transaction_id,
    requestType: row.request_type,
    processType: row.process_type,
    sentAt: formatInstant(row.sent_at.getTime()),
    asked: row.series,
    state: row.reasons === null ? (row.outcome ?? 'sent') : 'rejected',
    errors: row.errors ?? [],
    reasons: row.reasons ?? [],
  }))
}

interface SentRow {
  readonly message_id: string
  readonly transaction_id: string
  readonly request_type: RequestType
  readonly process_type: string
  readonly sent_at: Date
  readonly series: ShownSent['asked']
  readonly outcome: 'accepted' | 'refused' | null
  readonly errors: ShownSent['errors'] | null
  readonly reasons: readonly RejectionReason[] | null
}
