import {
  enqueueAggregations,
  enqueueReadings,
  enqueueRejections,
  enqueueYearlyAmounts,
  type OutgoingRejection,
} from '../exchange/index.ts'
import { inTransaction, type Transaction } from '../platform/index.ts'
import type { AnswerPorts } from './answers/answer-ports.ts'
import type { Answer } from './answers/answer.ts'
import { findAnswer } from './answers/find-answer.ts'
import type { ActorRequest } from './request.ts'
import { readRequest, recordAnswer, takeWaiting, waitingRequests, type AnswerRecord } from './store/request-store.ts'

/** What became of the requests that waited. */
export interface AnsweredRequests {
  readonly answered: number
  readonly rejected: number
  /** requests whose answer failed, with why; they wait on */
  readonly failed: readonly { readonly requestId: bigint; readonly error: unknown }[]
}

/** How many numbers are read at a time. */
const AT_ONCE = 100

/** Answers every request that waits, oldest first. One that fails stops no other: it waits on, and is tried the next time. */
export async function answerRequests(ports: AnswerPorts, signal?: AbortSignal): Promise<AnsweredRequests> {
  const counts = { answered: 0, rejected: 0 }
  const failed: { requestId: bigint; error: unknown }[] = []
  for (;;) {
    const waiting = await waitingRequests(ports.pool, AT_ONCE + failed.length)
    const fresh = waiting.filter((id) => !failed.some(({ requestId }) => requestId === id))
    if (fresh.length === 0) return { ...counts, failed }
    for (const requestId of fresh) {
      if (signal?.aborted === true) return { ...counts, failed }
      try {
        const outcome = await answerRequest(requestId, ports)
        if (outcome !== undefined) counts[outcome] += 1
      } catch (error) {
        failed.push({ requestId, error })
      }
    }
  }
}

/**
 * Answers one request: the answer is found in one view of everything, and put into the requester's queue in the transaction
 * that takes the request out of those that wait. So it is answered exactly once, whatever dies in between and however many
 * are answering.
 * @returns undefined when somebody else has answered it meanwhile
 */
export async function answerRequest(
  requestId: bigint,
  ports: AnswerPorts,
): Promise<'answered' | 'rejected' | undefined> {
  const { request, answer } = await inTransaction(
    ports.pool,
    async (trx) => {
      const read = await readRequest(trx, requestId)
      return { request: read, answer: await findAnswer(trx, read, ports) }
    },
    { isolation: 'repeatable read' },
  )
  return await inTransaction(ports.pool, async (trx) => {
    if (!(await takeWaiting(trx, requestId))) return undefined
    const nowMs = ports.clock.nowMs()
    const record = await enqueueAnswer(trx, request, answer, nowMs, ports)
    await recordAnswer(trx, requestId, record, nowMs)
    return record.outcome
  })
}

async function enqueueAnswer(
  trx: Transaction,
  request: ActorRequest,
  answer: Answer,
  nowMs: number,
  ports: AnswerPorts,
): Promise<AnswerRecord> {
  if (answer.kind === 'rejected') {
    await enqueueRejections(trx, [rejectionOf(request, answer.reasons)], nowMs)
    return { outcome: 'rejected', series: 0, reasons: answer.reasons }
  }
  return { outcome: 'answered', series: await enqueueFound(trx, answer, nowMs, ports), reasons: [] }
}

/** @returns how many series were enqueued */
async function enqueueFound(
  trx: Transaction,
  answer: Exclude<Answer, { readonly kind: 'rejected' }>,
  nowMs: number,
  { enqueueWholesale }: AnswerPorts,
): Promise<number> {
  if (answer.kind === 'sums') await enqueueAggregations(trx, answer.series, nowMs)
  else if (answer.kind === 'wholesale') await enqueueWholesale(trx, answer.series, nowMs)
  else if (answer.kind === 'readings') await enqueueReadings(trx, answer.series, nowMs)
  else await enqueueYearlyAmounts(trx, answer.series, nowMs)
  return answer.series.length
}

function rejectionOf(
  { requestType, processType, requester, messageId, series }: ActorRequest,
  reasons: OutgoingRejection['reasons'],
): OutgoingRejection {
  return {
    receiver: requester,
    requestType,
    processType,
    relatedMessageId: messageId,
    originalTransactionId: series.transactionId,
    ...(series.meteringPointId === undefined ? {} : { meteringPointId: series.meteringPointId }),
    reasons,
  }
}
