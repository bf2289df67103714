import type { AnswerReason, OutgoingAnswer } from '../../exchange/index.ts'

/** The process of requests for services and of their answers (datahub 2.13). */
export const SERVICE_PROCESS = 'D22'

/** How a request for a service is answered: A01 confirms, A02 rejects. */
export type ServiceAnswerKind = 'RSM-020-A01' | 'RSM-020-A02'

/** The request that is answered, as its supplier sent it. */
interface AnsweredService {
  readonly supplierId: string
  readonly messageId: string
  readonly transactionId: string
  readonly meteringPointId: string
}

/** The answer to a supplier's request for a service. */
export function answerTo(
  { supplierId, messageId, transactionId, meteringPointId }: AnsweredService,
  kind: ServiceAnswerKind,
  reasons: readonly AnswerReason[],
): OutgoingAnswer {
  return {
    kind,
    receiver: { actorId: supplierId, role: 'DDQ' },
    processType: SERVICE_PROCESS,
    relatedMessageId: messageId,
    record: { originalTransactionId: transactionId, meteringPointId, reasons },
  }
}
