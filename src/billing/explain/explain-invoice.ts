import { GridbookError } from '../../kernel/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { readInvoice } from '../invoice/read-invoices.ts'
import { inputSeqOf } from '../run/run-store.ts'
import { explainLine } from './explain-line.ts'
import type { ExplainedLine, InvoiceExplanation } from './explanation.ts'
import { marketDays } from '../models/calendar.ts'
import type { PointHistory } from '../../metering-points/index.ts'
import { readIntervals, type ReadInterval } from './read-intervals.ts'
import { openKnownPrices, type KnownPrices } from './known-prices.ts'

/**
 * Explains an invoice, or one of its lines, down to intervals, prices and the messages that brought the readings, from what was known when it was
 * made. What is shown adds up to the line, or nothing is shown.
 * @param lineNumber left out: every line
 * @throws GridbookError INVOICE_UNKNOWN, IDENTITY_BROKEN
 */
export async function explainInvoice(
  invoiceNumber: string,
  lineNumber: number | undefined,
  ports: BillingPorts,
): Promise<InvoiceExplanation> {
  const invoice = await readInvoice(ports.pool, invoiceNumber)
  const lines = invoice.lines.filter((line) => lineNumber === undefined || line.lineNumber === lineNumber)
  const [first] = lines
  if (first === undefined)
    throw new GridbookError('INVOICE_UNKNOWN', `invoice ${invoiceNumber} has no line ${lineNumber}`)
  const inputSeq = await inputSeqOf(ports.pool, invoice.runId)
  const range = {
    contractId: invoice.contractId,
    points: [...new Set(lines.map((line) => line.meteringPointId))],
    from: lines.reduce((from, line) => (line.fromDay < from ? line.fromDay : from), first.fromDay),
    to: lines.reduce((to, line) => (line.toDay > to ? line.toDay : to), first.toDay),
  }
  const prices = remembering(await openKnownPrices(range, inputSeq, ports))
  const days = marketDays(range.from, range.to, ports.zone)
  const read = new Map<string, Promise<ReadInterval[]>>()
  // The lines of a point share its intervals, which are read once.
  const intervalsOf = (point: PointHistory): Promise<ReadInterval[]> => {
    const known = read.get(point.meteringPointId) ?? readIntervals(point, days, inputSeq, ports)
    read.set(point.meteringPointId, known)
    return known
  }
  try {
    const explained: ExplainedLine[] = []
    for (const line of lines) explained.push(await explainLine(line, { prices, intervalsOf }, ports))
    return { invoiceNumber, runId: invoice.runId, inputSeq: inputSeq.toString(), lines: explained }
  } finally {
    await prices.close()
  }
}

/** Asks for each price series once. */
function remembering(prices: KnownPrices): KnownPrices {
  const asked = new Map<string, ReturnType<KnownPrices['spotOf']>>()
  const once = (key: string, ask: () => ReturnType<KnownPrices['spotOf']>): ReturnType<KnownPrices['spotOf']> => {
    const known = asked.get(key) ?? ask()
    asked.set(key, known)
    return known
  }
  return {
    ...prices,
    spotOf: (area) => once(`spot ${area}`, () => prices.spotOf(area)),
    tariffOf: (code, owner) => once(`tariff ${owner} ${code}`, () => prices.tariffOf(code, owner)),
  }
}
