import type { AnswerReason, HubError } from '../../exchange/index.ts'
import { formatInstant } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'

/** A service that a supplier asked for, with what came back. */
export interface ShownSentService {
  readonly messageId: string
  readonly transactionId: string
  readonly meteringPointId: string
  /** code of the market */
  readonly service: string
  /** market day */
  readonly wantedDay: string
  readonly description: string | null
  readonly sentAt: string
  /**
   * sent: the hub's first answer is not known; arrived: no answer has come; refused: at once, for its form; confirmed or rejected:
   * through the queue
   */
  readonly state: 'sent' | 'arrived' | 'refused' | 'confirmed' | 'rejected'
  readonly errors: readonly Pick<HubError, 'code' | 'message'>[]
  readonly reasons: readonly AnswerReason[]
}

/** Which of them are shown. */
export interface SentServiceFilter {
  /** only those that were neither refused nor answered */
  readonly isOpen?: boolean | undefined
  readonly meteringPointId?: string | undefined
  readonly limit: number
}

/** Services that were asked for, the newest first. */
export async function showSentServices(
  pool: Pool,
  { isOpen, meteringPointId, limit }: SentServiceFilter,
): Promise<ShownSentService[]> {
  const { rows } = await pool.query<SentRow>(
    `select s.*, s.wanted_day::text as day, o.outcome, o.errors, a.kind, a.reasons from point_documents.sent_service s
     left join point_documents.sent_service_outcome o using (message_id)
     left join lateral (select kind, reasons from point_documents.received_service_answer r
       where r.original_transaction_id = s.transaction_id order by r.received_at limit 1) a on true
     where (not $1::boolean or (o.outcome is distinct from 'refused' and a.kind is null))
       and ($2::text is null or s.metering_point_id = $2)
     order by s.sent_at desc, s.message_id desc limit $3`,
    [isOpen === true, meteringPointId ?? null, limit],
  )
  return rows.map((row) => ({
    messageId: row.message_id,
    transactionId: row.transaction_id,
    meteringPointId: row.metering_point_id,
    service: row.service,
    wantedDay: row.day,
    description: row.description,
    sentAt: formatInstant(row.sent_at.getTime()),
    state: stateOf(row),
    errors: row.errors ?? [],
    reasons: row.reasons ?? [],
  }))
}

interface SentRow {
  readonly message_id: string
  readonly transaction_id: string
  readonly metering_point_id: string
  readonly service: string
  readonly day: string
  readonly description: string | null
  readonly sent_at: Date
  readonly outcome: 'accepted' | 'refused' | null
  readonly errors: ShownSentService['errors'] | null
  readonly kind: 'RSM-020-A01' | 'RSM-020-A02' | null
  readonly reasons: readonly AnswerReason[] | null
}

function stateOf({ kind, outcome }: SentRow): ShownSentService['state'] {
  if (kind !== null) return kind === 'RSM-020-A01' ? 'confirmed' : 'rejected'
  if (outcome === null) return 'sent'
  return outcome === 'accepted' ? 'arrived' : 'refused'
}
