import { formatInstant } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import type { ServiceReason, ServiceState } from './service-request.ts'

/** A request for a service with where it stands. */
export type ShownService = {
  readonly requestId: bigint
  readonly meteringPointId: string
  /** code of the market, as it was stated; null: none was */
  readonly service: string | null
  /** market day; null: what was stated is none */
  readonly wantedDay: string | null
  readonly description: string | null
  readonly supplierId: string
  /** null: rejected */
  readonly gridArea: string | null
  readonly gridCompanyId: string | null
  readonly state: ServiceState
  /** why the hub rejected it when it arrived */
  readonly findings: readonly Finding[]
  /** why the grid company refused it */
  readonly reasons: readonly ServiceReason[]
  /** the supplier's message and transaction */
  readonly messageId: string
  readonly transactionId: string
  readonly forwardedTransactionId: string | null
  readonly receivedAt: string
  /** first instant at which it is too late to answer; null: rejected */
  readonly dueAt: string | null
  /** null: rejected or open */
  readonly answeredAt: string | null
  readonly recordedSeq: bigint
}

/** Which requests are shown. */
export type ServiceFilter = {
  readonly isOpen?: boolean | undefined
  readonly meteringPointId?: string | undefined
  /** GLN or EIC of who asked, or to whom it was forwarded */
  readonly supplierId?: string | undefined
  readonly gridCompanyId?: string | undefined
  /** only those before this number */
  readonly before?: bigint | undefined
  readonly limit: number
}

/** Requests for services, the newest first. */
export async function showServices(
  pool: Pool,
  { isOpen, meteringPointId, supplierId, gridCompanyId, before, limit }: ServiceFilter,
): Promise<ShownService[]> {
  const { rows } = await pool.query<ServiceRow>(
    `select r.*, r.service_request_id::text as id, r.wanted_day::text as day, r.recorded_seq::text as seq,
       a.outcome, a.reasons, a.answered_at
     from metering_points.service_request r left join metering_points.service_answer a using (service_request_id)
     where (not $1::boolean or r.service_request_id in (select service_request_id from metering_points.open_service_request))
       and ($2::text is null or r.metering_point_id = $2) and ($3::text is null or r.supplier_id = $3)
       and ($4::text is null or r.grid_company_id = $4) and ($5::bigint is null or r.service_request_id < $5)
     order by r.service_request_id desc limit $6`,
    [
      isOpen === true,
      meteringPointId ?? null,
      supplierId ?? null,
      gridCompanyId ?? null,
      before === undefined ? null : String(before),
      limit,
    ],
  )
  return rows.map(shown)
}

type ServiceRow = {
  readonly id: string
  readonly metering_point_id: string
  readonly service: string | null
  readonly day: string | null
  readonly description: string | null
  readonly supplier_id: string
  readonly grid_area: string | null
  readonly grid_company_id: string | null
  readonly findings: readonly Finding[]
  readonly outcome: 'accepted' | 'refused' | 'overdue' | 'cancelled' | null
  readonly reasons: readonly ServiceReason[] | null
  readonly message_id: string
  readonly transaction_id: string
  readonly forwarded_transaction_id: string | null
  readonly received_at: Date
  readonly due_at: Date | null
  readonly answered_at: Date | null
  readonly seq: string
}

function shown(row: ServiceRow): ShownService {
  return {
    requestId: BigInt(row.id),
    meteringPointId: row.metering_point_id,
    service: row.service,
    wantedDay: row.day,
    description: row.description,
    supplierId: row.supplier_id,
    gridArea: row.grid_area,
    gridCompanyId: row.grid_company_id,
    state: row.findings.length > 0 ? 'rejected' : (row.outcome ?? 'open'),
    findings: row.findings,
    reasons: row.reasons ?? [],
    messageId: row.message_id,
    transactionId: row.transaction_id,
    forwardedTransactionId: row.forwarded_transaction_id,
    receivedAt: formatInstant(row.received_at.getTime()),
    dueAt: row.due_at === null ? null : formatInstant(row.due_at.getTime()),
    answeredAt: row.answered_at === null ? null : formatInstant(row.answered_at.getTime()),
    recordedSeq: BigInt(row.seq),
  }
}
