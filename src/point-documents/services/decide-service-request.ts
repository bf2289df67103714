import { GridbookError, type Clock } from '../../kernel/index.ts'
import { lockServices, type KnownService, type ServiceReason } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../../platform/index.ts'
import { closeAndTell } from './close-and-tell.ts'
import { overdueOf } from './expire-service-requests.ts'

/** What somebody decides about an open request without a message. */
export interface ServiceDecision {
  readonly requestId: bigint
  readonly outcome: 'accepted' | 'refused' | 'cancelled'
  /** of a refusal, at least one */
  readonly reasons: readonly ServiceReason[]
  /** GLN or EIC and market role; a supplier decides about his own requests only */
  readonly sender: { readonly actorId: string; readonly role: string }
}

/**
 * Answers or cancels a request on behalf of a grid company or a supplier that sends no messages, and tells the supplier of an
 * answer.
 * @throws NOT_FOUND when there is no such request, or none of the supplier; SERVICE_CLOSED when it is not open any more
 */
export async function decideServiceRequest(
  { requestId, outcome, reasons, sender }: ServiceDecision,
  { pool, clock }: { readonly pool: Pool; readonly clock: Clock },
): Promise<KnownService> {
  const { known, isDecided } = await inTransaction(pool, async (trx) => {
    const [found] = await lockServices(trx, { ids: [requestId] })
    const isForeign = sender.role === 'DDQ' && found?.supplierId !== sender.actorId
    if (found === undefined || isForeign)
      throw new GridbookError('NOT_FOUND', `there is no request ${requestId} that was forwarded`)
    const nowMs = clock.nowMs()
    const isLate = found.dueAtMs <= nowMs
    const closed = isLate ? overdueOf(found) : { service: found, closing: { outcome, reasons, sender } }
    if (found.isOpen) await closeAndTell(trx, [closed], { nowMs, takeSeq: nextRecordedSeq })
    return { known: found, isDecided: found.isOpen && !isLate }
  })
  // After the commit, which keeps that a request has run out.
  if (!isDecided) throw new GridbookError('SERVICE_CLOSED', `request ${requestId} is answered, cancelled or overdue`)
  return known
}
