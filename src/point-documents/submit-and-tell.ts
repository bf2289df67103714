import {
  enqueueCharacteristics,
  enqueueNotifications,
  enqueueProcessAnswers,
  type MarketRole,
  type OutgoingAnswer,
} from '../exchange/index.ts'
import {
  submitProcesses,
  PROCESSES,
  type ProcessOutcome,
  type ProcessPorts,
  type ProcessRequest,
  type SubmittedProcesses,
} from '../metering-points/index.ts'
import { faultPoint, type Transaction } from '../platform/index.ts'
import { reasonsOf } from './reasons.ts'
import { whoIsTold } from './who-is-told.ts'

/**
 * Decides processes, records them, and puts what actors are told of them into their queues, all in the caller's transaction:
 * answers to who asked in a message (RSM-021), and RSM-022 and RSM-004 to those concerned (datahub 3.1).
 */
export async function submitAndTell(
  trx: Transaction,
  requests: readonly ProcessRequest[],
  ports: ProcessPorts,
): Promise<SubmittedProcesses> {
  const submitted = await submitProcesses(trx, requests, ports)
  const nowMs = ports.clock.nowMs()
  await enqueueProcessAnswers(trx, submitted.outcomes.flatMap(answerOf), nowMs)
  const { characteristics, notifications } = whoIsTold(submitted, ports.profile.zone)
  await enqueueCharacteristics(trx, characteristics, nowMs)
  await enqueueNotifications(trx, notifications, nowMs)
  faultPoint('points:told')
  return submitted
}

/** The confirmation or rejection of a process that came in a message; none for one that did not. */
function answerOf({ request, outcome, findings }: ProcessOutcome): OutgoingAnswer[] {
  const { transactionId, messageId, sender, kind, meteringPointId } = request
  if (transactionId === undefined || messageId === undefined) return []
  return [
    {
      kind: outcome === 'accepted' ? 'RSM-021-A01' : 'RSM-021-A02',
      receiver: { actorId: sender.actorId, role: sender.role as MarketRole },
      processType: PROCESSES[kind].reasonCode ?? 'E32',
      relatedMessageId: messageId,
      record: {
        originalTransactionId: transactionId,
        meteringPointId,
        reasons: reasonsOf(findings),
      },
    },
  ]
}
