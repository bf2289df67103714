import { formatInstant, formatInstantToMinute, isResolution } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { headText } from '../document/head-text.ts'
import { ByteWriter, phraseOf } from '../json/byte-writer.ts'
import type { Phrase } from '../json/byte-writer.ts'
import { ROOT_KEY } from './document.ts'
import type { Rsm012Document, Rsm012Header, Rsm012Transaction } from './document.ts'
import { PointWriter } from './encode-points.ts'
import type { EncodablePoint, EncodableRows } from './encode-points.ts'
import { isPeriodResolution, periodSteps } from './period-steps.ts'

/** A transaction to be written: its head, and its positions as day rows or one by one. */
export type EncodableTransaction = Pick<
  Rsm012Transaction,
  | 'transactionId'
  | 'meteringPointId'
  | 'meteringPointType'
  | 'product'
  | 'unit'
  | 'resolution'
  | 'registeredAtMs'
  | 'fromMs'
  | 'toMs'
  | 'inDomain'
  | 'outDomain'
  | 'originalTransactionId'
> & { readonly content: EncodableRows | Iterable<EncodablePoint> }

const CHUNK_BYTES = 256 * 1024

/**
 * Writes an RSM-012 document as compact CIM JSON, as the hub does: measured is written without a quality, a withdrawn
 * position as A02 without a quantity, decimals without needless zeros. Bytes come out in chunks while transactions are
 * still being made, so that documents larger than memory's share can be written.
 * @param zone of the market, whose days the rows are
 * @throws RangeError when day rows are to be written in a resolution of whole days
 */
export function* encodeRsm012(
  header: Rsm012Header,
  transactions: Iterable<EncodableTransaction>,
  zone: MarketZone,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const writer = new ByteWriter(CHUNK_BYTES)
  writer.text(headText(ROOT_KEY, header))
  const rest = new SeriesRest()
  let separator = ''
  for (const transaction of transactions) {
    writer.text(separator + seriesText(transaction))
    writer.phrase(rest.phrase(transaction))
    writePoints(writer, transaction, zone)
    writer.text(']}}')
    separator = ','
    yield* writer.takeFull()
  }
  writer.text(']}}')
  yield* writer.takeAll()
}

/** Writes a document that was read, or made as if it had been: its accepted transactions with their rows or periods. */
export function encodeDocument(document: Rsm012Document, zone: MarketZone): Generator<Uint8Array<ArrayBuffer>, void> {
  return encodeRsm012(document.header, encodableTransactions(document, zone), zone)
}

function* encodableTransactions(document: Rsm012Document, zone: MarketZone): Generator<EncodableTransaction, void> {
  for (const transaction of document.transactions) {
    const { firstRow, rowCount, period, refused } = transaction
    const rows = document.days.find(({ slotClass }) => slotClass === transaction.slotClass)
    if (refused) continue
    if (period !== undefined) yield { ...transaction, content: periodPoints(transaction, period, zone) }
    else yield { ...transaction, content: rows === undefined ? [] : { rows, firstRow, rowCount } }
  }
}

function periodPoints(
  { resolution, fromMs, toMs }: Rsm012Transaction,
  period: NonNullable<Rsm012Transaction['period']>,
  zone: MarketZone,
): EncodablePoint[] {
  const steps = isPeriodResolution(resolution) ? periodSteps(resolution, { fromMs, toMs }, zone) : undefined
  const positionAt = new Map<number, number>()
  for (let step = 0; step < (steps?.count ?? 0); step += 1) positionAt.set(steps?.startMs(step) ?? 0, step + 1)
  return period.map((value) => ({ ...value, position: positionAt.get(value.fromMs) ?? 0 }))
}

function writePoints(writer: ByteWriter, transaction: EncodableTransaction, zone: MarketZone): void {
  const points = new PointWriter(writer, transaction.unit === 'MWH' ? 9 : 6)
  const { content, fromMs, resolution } = transaction
  if (!('rows' in content)) points.points(content)
  else if (isResolution(resolution)) points.rows(content, { fromMs, resolution, zone })
  else throw new RangeError(`day rows cannot be written in resolution ${resolution}`)
}

function seriesText({ transactionId, meteringPointId }: EncodableTransaction): string {
  return `{"mRID":${JSON.stringify(transactionId)},"marketEvaluationPoint.mRID":${identifiedText('A10', meteringPointId)}`
}

/** What follows the point in the head of a transaction: the same for nearly all transactions of a document. */
class SeriesRest {
  #of: EncodableTransaction | undefined
  #phrase = phraseOf('')

  phrase(transaction: EncodableTransaction): Phrase {
    const known = this.#of
    if (known !== undefined && REST.every((field) => known[field] === transaction[field])) return this.#phrase
    this.#of = transaction
    this.#phrase = phraseOf(restText(transaction))
    return this.#phrase
  }
}

const REST = [
  'fromMs',
  'registeredAtMs',
  'toMs',
  'meteringPointType',
  'originalTransactionId',
  'product',
  'unit',
  'resolution',
  'inDomain',
  'outDomain',
] as const

// A text at once: an object of it all, made to be written only, takes three times as long.
function restText(transaction: EncodableTransaction): string {
  const { inDomain, outDomain, originalTransactionId, product } = transaction
  return (
    `,"marketEvaluationPoint.type":${codeText(transaction.meteringPointType)}` +
    (originalTransactionId === undefined
      ? ''
      : `,"originalTransactionIDReference_Series.mRID":${JSON.stringify(originalTransactionId)}`) +
    (product === '' ? '' : `,"product":${JSON.stringify(product)}`) +
    `,"quantity_Measure_Unit.name":${codeText(transaction.unit)}` +
    `,"registration_DateAndOrTime.dateTime":"${formatInstant(transaction.registeredAtMs)}"` +
    (inDomain === undefined ? '' : `,"in_Domain.mRID":${identifiedText('NDK', inDomain)}`) +
    (outDomain === undefined ? '' : `,"out_Domain.mRID":${identifiedText('NDK', outDomain)}`) +
    `,"Period":{"resolution":${JSON.stringify(transaction.resolution)}` +
    `,"timeInterval":{"start":{"value":"${formatInstantToMinute(transaction.fromMs)}"}` +
    `,"end":{"value":"${formatInstantToMinute(transaction.toMs)}"}},"Point":[`
  )
}

function codeText(value: string): string {
  return `{"value":${JSON.stringify(value)}}`
}

function identifiedText(codingScheme: string, value: string): string {
  return `{"codingScheme":"${codingScheme}","value":${JSON.stringify(value)}}`
}
