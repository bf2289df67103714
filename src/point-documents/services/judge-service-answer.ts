import type { AnswerRecord } from '../../exchange/index.ts'
import { finding, type Finding } from '../../kernel/index.ts'
import type { KnownService } from '../../metering-points/index.ts'

/** The request that an answer refers to, as it stands when the answer arrives. */
export type ReferredService = KnownService & { readonly isOpen: boolean }

/**
 * Everything for which a grid company's answer to a request for a service answers nothing; pure. What was forwarded to another
 * company is unknown to this one.
 * @param referred undefined: there is no such request
 */
export function judgeServiceAnswer(
  { originalTransactionId, meteringPointId }: Pick<AnswerRecord, 'originalTransactionId' | 'meteringPointId'>,
  senderId: string,
  referred: ReferredService | undefined,
): Finding[] {
  if (referred === undefined || referred.gridCompanyId !== senderId) {
    return [
      finding('SERVICE_ANSWER_UNKNOWN', `no request ${originalTransactionId} was forwarded to ${senderId}`, {
        danish: `der er ikke videresendt en anmodning ${originalTransactionId} til ${senderId}`,
      }),
    ]
  }
  const isOther = meteringPointId !== undefined && meteringPointId !== referred.meteringPointId
  return [
    ...(isOther
      ? [
          finding('SERVICE_ANSWER_POINT', `the request is about metering point ${referred.meteringPointId}`, {
            point: meteringPointId,
            danish: `anmodningen vedrører målepunkt ${referred.meteringPointId}`,
          }),
        ]
      : []),
    ...(referred.isOpen
      ? []
      : [
          finding('SERVICE_CLOSED', `request ${originalTransactionId} is answered, cancelled or overdue`, {
            danish: `anmodning ${originalTransactionId} er besvaret, annulleret eller overskredet`,
          }),
        ]),
  ]
}
