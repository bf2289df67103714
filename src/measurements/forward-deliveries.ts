import {
  enqueueAcknowledgements,
  enqueueReadings,
  type OutgoingAcknowledgement,
  type OutgoingReading,
  type Party,
} from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { Refusal } from './document-log.ts'
import type { Alongside, DocumentPorts, ReceivedDocument } from './incoming-document.ts'
import { marketCodeOf } from './market-code.ts'
import { parentsOf, routeTransaction } from './route-transaction.ts'

/** What forwarding needs: the directory of points by which the documents were judged. */
export type ForwardPorts = Pick<DocumentPorts, 'points' | 'zone' | 'clock'>

/**
 * The hub's part in a commit of documents (BRS-021): every accepted transaction goes to the queue of whoever supplies the
 * point on its days, with the registration time it was delivered with; whether it changed anything is the receiver's to
 * find. Refused transactions are answered to the sender by RSM-009; a document refused whole is answered where it came in.
 */
export function forwardDeliveries(ports: ForwardPorts): Alongside {
  return async (trx, documents) => {
    await refreshParents(trx, documents, ports)
    const nowMs = ports.clock.nowMs()
    const readings = documents.flatMap((document) => readingsOf(document, ports))
    const acknowledgements = documents.flatMap((document) => acknowledgementOf(document))
    if (readings.length > 0) await enqueueReadings(trx, readings, nowMs)
    if (acknowledgements.length > 0) await enqueueAcknowledgements(trx, acknowledgements, nowMs)
  }
}

/** Children go where their parents go, and the judges did not ask for these. */
async function refreshParents(
  trx: Transaction,
  documents: readonly ReceivedDocument[],
  { points }: ForwardPorts,
): Promise<void> {
  const own = documents.flatMap(({ accepted }) => accepted.map((transaction) => transaction.meteringPointId))
  const parents = own.flatMap((meteringPointId) => parentsOf(meteringPointId, points.lookup))
  if (parents.length > 0) await points.refresh(trx, [...own, ...parents])
}

function readingsOf({ document, accepted }: ReceivedDocument, { points, zone }: ForwardPorts): OutgoingReading[] {
  const readings: OutgoingReading[] = []
  const blocks = new Map(document.days.map((block) => [block.slotClass, block]))
  for (const transaction of accepted) {
    const rows = transaction.slotClass === undefined ? undefined : blocks.get(transaction.slotClass)
    if (rows === undefined) continue
    for (const { energySupplierId, ...part } of routeTransaction(transaction, rows, points.lookup, zone)) {
      readings.push({
        receiver: { actorId: energySupplierId, role: 'DDQ' },
        processType: document.header.processType === 'E30' ? 'E30' : 'E23',
        registeredAtMs: transaction.registeredAtMs,
        meteringPointId: transaction.meteringPointId,
        meteringPointType: transaction.meteringPointType,
        product: transaction.product,
        unit: transaction.unit,
        resolution: transaction.resolution,
        rows,
        ...part,
      })
    }
  }
  return readings
}

// datahub 1.6: who may send readings, and therefore hears what was wrong with them.
const SENDERS: readonly Party['role'][] = ['MDR', 'DDM', 'DEL']

// datahub 1.5: an id beyond this cannot be referred to.
const LONGEST_ID = 36

function acknowledgementOf({ document: { header }, refusals }: ReceivedDocument): OutgoingAcknowledgement[] {
  const role = SENDERS.find((sender) => sender === header.senderRole)
  const transactions = refusals.flatMap(reasonsOf)
  if (role === undefined || transactions.length === 0) return []
  return [
    {
      receiver: { actorId: header.senderId, role },
      receivedMessageId: header.messageId,
      receivedProcessType: header.processType,
      transactions,
    },
  ]
}

function reasonsOf({
  transactionIndex,
  transactionId,
  findings,
}: Refusal): OutgoingAcknowledgement['transactions'][number][] {
  const isNamed = transactionId !== null && transactionId !== '' && transactionId.length <= LONGEST_ID
  return transactionIndex < 0 || !isNamed ? [] : [{ transactionId, reasons: findings.map(reasonOf) }]
}

function reasonOf({ code, message }: Finding): { readonly code: string; readonly text: string } {
  return { code: marketCodeOf(code), text: message }
}
