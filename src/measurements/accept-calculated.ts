import { createHash } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import { meteringPointTypeCode, type Rsm012Document, type Rsm012Transaction } from '../exchange/index.ts'
import { countSlots, wordCount, type Clock, type DayRows } from '../kernel/index.ts'
import type { MeteringPointType } from '../market/index.ts'
import type { PointDirectory } from '../metering-points/index.ts'
import type { Transaction } from '../platform/index.ts'
import { acceptDeliveries, type IntakePorts, type ReadyDeliveries } from './accept-deliveries.ts'
import { dayByNumber } from './day-tables.ts'
import { deliveriesOf } from './document-deliveries.ts'
import { recordDocuments, type DocumentRecord } from './document-log.ts'
import { forwardDeliveries } from './forward-deliveries.ts'
import { parentsOf } from './route-transaction.ts'
import { claimAllTransactions } from './transaction-claims.ts'

/** Hours that the hub itself has calculated: rows of complete days, gap-free within each transaction. */
export interface CalculatedReadings {
  /** id of the run, used up as message id: the same run is taken in once for ever */
  readonly runId: string
  /** such as `electrical-heating`: where the readings come from, for the log of documents */
  readonly calculation: string
  /** GLN of the hub */
  readonly senderId: string
  /** orders versions of a reading; epoch milliseconds */
  readonly registeredAtMs: number
  /** class 25 */
  readonly rows: DayRows
  readonly transactions: readonly {
    readonly transactionId: string
    readonly meteringPointId: string
    readonly meteringPointType: MeteringPointType
    readonly firstRow: number
    readonly rowCount: number
  }[]
}

/** What taking calculated readings in needs. */
export interface CalculatedPorts extends IntakePorts {
  readonly points: PointDirectory
  readonly clock: Clock
}

/**
 * Takes readings of the hub's own calculations in, as those of a sender are: deliveries, reading days, the log of
 * documents, and the queues of the suppliers, all in the caller's transaction. They are not judged: nobody else may
 * calculate.
 * @param trx READ COMMITTED, without writes to metering points
 */
export async function acceptCalculated(
  trx: Transaction,
  readings: CalculatedReadings,
  ports: CalculatedPorts,
): Promise<ReadyDeliveries> {
  const own = readings.transactions.map(({ meteringPointId }) => meteringPointId)
  await ports.points.refresh(trx, own)
  await ports.points.refresh(trx, [...own, ...own.flatMap((id) => parentsOf(id, ports.points.lookup))])
  const document = documentOf(readings, ports)
  const documentId = `calculation ${readings.runId}`
  const deliveries = deliveriesOf(document, document.transactions, documentId, ports.points, ports.zone)
  const ready = await acceptDeliveries(trx, deliveries, ports)
  return {
    ...ready,
    record: async (seq) => {
      await ready.record(seq)
      await recordDocuments(trx, [recordOf(documentId, readings, document)], seq)
      const claims = document.transactions.map(({ transactionId }) => ({
        senderId: readings.senderId,
        transactionId,
        documentId,
      }))
      if (!(await claimAllTransactions(trx, claims))) throw new Error(`run ${readings.runId} repeats a transaction id`)
      const received = { documentId, source: sourceOf(readings), outcome: 'accepted', document, refusals: [] } as const
      await forwardDeliveries(ports)(trx, [{ ...received, accepted: document.transactions }], seq)
    },
  }
}

const ACTIVE_ENERGY = '8716867000030'

/** The readings as the document that a sender would have sent, which is what the room works on. */
function documentOf(readings: CalculatedReadings, { zone }: CalculatedPorts): Rsm012Document {
  const { rows, runId, registeredAtMs, senderId } = readings
  const words = wordCount(rows.slotClass)
  const transactions = readings.transactions.map((transaction, index): Rsm012Transaction => {
    const { firstRow, rowCount } = transaction
    const days = rows.marketDay.subarray(firstRow, firstRow + rowCount)
    const positions = countSlots([...rows.stated.subarray(firstRow * words, (firstRow + rowCount) * words)])
    const values = rows.values.subarray(firstRow * rows.slotClass, (firstRow + rowCount) * rows.slotClass)
    return {
      index,
      transactionId: transaction.transactionId,
      meteringPointId: transaction.meteringPointId,
      meteringPointType: meteringPointTypeCode(transaction.meteringPointType),
      product: ACTIVE_ENERGY,
      unit: 'KWH',
      resolution: 'PT1H',
      registeredAtMs,
      fromMs: dayByNumber(days[0] ?? 0, zone).startMs,
      toMs: dayByNumber(days.at(-1) ?? 0, zone).endMs,
      positions,
      sum: values.reduce((sum, value) => sum + value, 0n),
      qualities: { measured: 0, estimated: 0, missing: 0, calculated: positions, other: 0 },
      findings: [],
      refused: false,
      slotClass: rows.slotClass,
      firstRow,
      rowCount,
    }
  })
  const header = {
    messageId: runId,
    documentType: 'E66',
    processType: 'E23',
    businessSector: '23',
    createdAtMs: registeredAtMs,
    senderId,
    senderRole: 'DGL',
    receiverId: senderId,
    receiverRole: 'DGL',
  }
  return { header, transactions, days: [rows], findings: [] }
}

/** The log's row; its bytes say which run calculated the readings, which are kept as deliveries. */
function recordOf(documentId: string, readings: CalculatedReadings, document: Rsm012Document): DocumentRecord {
  const { runId, calculation, senderId, registeredAtMs } = readings
  const text = JSON.stringify({ calculation, runId, transactions: document.transactions.length })
  return {
    documentId,
    senderId,
    messageId: runId,
    source: sourceOf(readings),
    receivedAtMs: registeredAtMs,
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
    outcome: 'accepted',
    transactions: document.transactions.length,
    accepted: document.transactions.length,
    points: document.transactions.reduce((sum, { positions }) => sum + positions, 0),
    findings: [],
    refusals: [],
    raw: { inline: zstdCompressSync(text) },
  }
}

function sourceOf({ calculation }: CalculatedReadings): string {
  return `calculation ${calculation}`
}
