import { enqueueProcessAnswers, type AnswerReason, type OutgoingAnswer } from '../../exchange/index.ts'
import { finding } from '../../kernel/index.ts'
import { closeServices, type KnownService, type ServiceClosing } from '../../metering-points/index.ts'
import { faultPoint, type Transaction } from '../../platform/index.ts'
import { reasonsOf } from '../reasons.ts'
import { answerTo } from './answer-to.ts'

/** A request that is closed, and what is said of it. */
export interface ClosedService {
  readonly service: KnownService
  readonly closing: Omit<ServiceClosing, 'requestId'>
}

/**
 * Closes requests that the transaction has locked and found open, and puts into their suppliers' queues what became of them
 * (datahub 3.1, BRS-039); who cancelled a request knows it.
 */
export async function closeAndTell(
  trx: Transaction,
  closed: readonly ClosedService[],
  ports: { readonly nowMs: number; readonly takeSeq: (trx: Transaction) => Promise<bigint> },
): Promise<void> {
  const closings = closed.map(({ service, closing }) => ({ ...closing, requestId: service.requestId }))
  await closeServices(trx, closings, ports)
  await enqueueProcessAnswers(trx, closed.flatMap(answerOf), ports.nowMs)
  if (closed.length > 0) faultPoint('services:answered')
}

function answerOf({ service, closing: { outcome, reasons } }: ClosedService): OutgoingAnswer[] {
  if (outcome === 'cancelled') return []
  if (outcome === 'accepted') return [answerTo(service, 'RSM-020-A01', [])]
  return [answerTo(service, 'RSM-020-A02', outcome === 'overdue' ? OVERDUE : withGeneralReason(reasons))]
}

const OVERDUE = reasonsOf([
  finding('SERVICE_OVERDUE', 'the grid company has not answered within its time', {
    danish: 'netvirksomheden har ikke svaret inden for fristen',
  }),
])

const REFUSED = reasonsOf([
  finding('SERVICE_REFUSED', 'the grid company refuses the service', {
    danish: 'netvirksomheden afviser serviceydelsen',
  }),
])

/** D28 says that the company refuses; its own reasons follow, and stand alone when one of them says so already. */
function withGeneralReason(own: readonly AnswerReason[]): readonly AnswerReason[] {
  return own.some(({ code }) => code === REFUSED[0]?.code) ? own : [...REFUSED, ...own]
}
