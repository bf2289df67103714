import {
  enqueueAcknowledgements,
  type AnswerDocument,
  type AnswerRecord,
  type PackedBytes,
} from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { receiveMessage, type MessagePorts } from '../../measurements/index.ts'
import { lockServices, type KnownService } from '../../metering-points/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { reasonsOf } from '../reasons.ts'
import type { ServiceAnswerKind } from './answer-to.ts'
import { closeAndTell, type ClosedService } from './close-and-tell.ts'
import { overdueOf } from './expire-service-requests.ts'
import { judgeServiceAnswer } from './judge-service-answer.ts'
import { writeStrayAnswers, type StrayAnswer } from './stray-answers.ts'

/** An answer to RSM-020 on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedServiceAnswer {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly kind: ServiceAnswerKind
  readonly document: AnswerDocument
  readonly packed: PackedBytes
}

/**
 * Takes a grid company's answer to RSM-020 in, or refuses it whole (datahub 1.5). One transaction stores it, closes the requests
 * that it answers and tells their suppliers. What answers no open request of the company's own is kept with its reasons, and
 * the company is told by RSM-009: it is no fault of form, for which the message would be refused.
 * @returns everything for which the message is refused; nothing when it was stored
 */
export async function receiveServiceAnswer(
  { source, kind, document, packed }: ArrivedServiceAnswer,
  ports: MessagePorts,
): Promise<Finding[]> {
  const { header, records, findings } = document
  const { senderId, messageId, processType } = header
  const transactionIds = records.map(({ transactionId }) => transactionId)
  return await receiveMessage(
    { source, senderId, messageId, transactionIds, list: 'MktActivityRecord', findings, packed },
    ports,
    {
      beforeLog: async (trx, { documentId, receivedAtMs, takeSeq }) => {
        const answering = { kind, senderId, messageId, documentId, nowMs: receivedAtMs }
        const { closed, stray } = await readAnswers(trx, records, answering)
        await closeAndTell(trx, closed, { nowMs: receivedAtMs, takeSeq })
        if (stray.length === 0) return
        await writeStrayAnswers(trx, stray, { ...answering, seq: await takeSeq(trx) })
        const transactions = stray.map((one) => ({
          transactionId: one.transactionId,
          reasons: reasonsOf(one.findings).map(({ code, text = '' }) => ({ code, text })),
        }))
        const receiver = { actorId: senderId, role: 'DDM' } as const
        const acknowledgement = {
          receiver,
          receivedMessageId: messageId,
          receivedProcessType: processType,
          transactions,
        }
        await enqueueAcknowledgements(trx, [acknowledgement], receivedAtMs)
      },
    },
  )
}

interface Answering {
  readonly kind: ServiceAnswerKind
  readonly senderId: string
  readonly messageId: string
  readonly documentId: string
  readonly nowMs: number
}

/** What each record closes, and those that close nothing. What has run out and nobody has closed yet is closed as such first. */
async function readAnswers(
  trx: Transaction,
  records: readonly AnswerRecord[],
  { kind, senderId, messageId, documentId, nowMs }: Answering,
): Promise<{ readonly closed: readonly ClosedService[]; readonly stray: readonly StrayAnswer[] }> {
  const forwardedAs = records.map(({ originalTransactionId }) => originalTransactionId)
  const referred = (await lockServices(trx, { forwardedAs })).filter((one) => one.gridCompanyId === senderId)
  const overdue = referred.filter(({ isOpen, dueAtMs }) => isOpen && dueAtMs <= nowMs)
  const open = new Map<bigint, KnownService>(
    referred.filter((one) => one.isOpen && !overdue.includes(one)).map((one) => [one.requestId, one]),
  )
  const closed: ClosedService[] = overdue.map(overdueOf)
  const stray: StrayAnswer[] = []
  for (const { transactionId, originalTransactionId, meteringPointId, reasons } of records) {
    const known = referred.find((one) => one.forwardedTransactionId === originalTransactionId)
    const answer = { originalTransactionId, meteringPointId }
    const isOpen = known !== undefined && open.has(known.requestId)
    const faults = judgeServiceAnswer(answer, senderId, known === undefined ? undefined : { ...known, isOpen })
    if (known === undefined || faults.length > 0) {
      stray.push({ transactionId, originalTransactionId, findings: faults })
      continue
    }
    open.delete(known.requestId)
    const message = { messageId, transactionId, documentId }
    const said = kind === 'RSM-020-A01' ? ({ outcome: 'accepted', reasons: [] } as const) : refusedFor(reasons)
    closed.push({ service: known, closing: { ...said, sender: { actorId: senderId, role: 'DDM' }, message } })
  }
  return { closed, stray }
}

function refusedFor(reasons: AnswerRecord['reasons']) {
  return { outcome: 'refused', reasons } as const
}
