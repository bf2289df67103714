import type { ExplainedLine, Invoice, InvoiceExplanation, InvoiceLine } from '../../billing/index.ts'
import { table } from '../output.ts'

/** An invoice as a person reads it. */
export function invoiceText(invoice: Invoice): string {
  const { recipient } = invoice
  const head = [
    ['invoice', invoice.invoiceNumber],
    ['issued', `${invoice.issueDate}, due ${invoice.dueDate}`],
    ['from', `${invoice.seller.name} (${invoice.seller.id})`],
    [
      'to',
      [recipient.name, recipient.address1, recipient.address2, `${recipient.postalCode} ${recipient.city}`]
        .filter(Boolean)
        .join(', '),
    ],
    [
      'contract',
      `${invoice.contractId}, customer ${invoice.customerId}${recipient.cvr === null ? '' : `, CVR ${recipient.cvr}`}`,
    ],
    ['period', `${invoice.fromDay} up to, without ${invoice.toDay}`],
  ]
  const points = invoice.points.map((point) => [point.meteringPointId, point.energyKwh, point.tax])
  return [
    head.map(([name = '', value = '']) => `${name.padEnd(9)} ${value}`).join('\n'),
    table(
      ['line', 'metering point', 'what', 'from', 'to (excl.)', 'quantity', 'unit', 'price', 'amount'],
      invoice.lines.map(lineCells),
    ),
    table(['metering point', 'kWh', 'electricity tax'], points),
    [
      `net ${invoice.net} ${invoice.currency}`,
      ...invoice.vatByRate.map(({ rate, base, vat }) => `VAT at ${rate} of ${base}: ${vat}`),
      `gross ${invoice.gross} ${invoice.currency}`,
    ].join('\n'),
  ].join('\n\n')
}

function lineCells(line: InvoiceLine): string[] {
  const what = line.chargeCode === null ? line.description : `${line.description} (${line.chargeCode})`
  const price = line.unitPrice ?? 'by interval'
  return [
    String(line.lineNumber),
    line.meteringPointId,
    what,
    line.fromDay,
    line.toDay,
    line.quantity,
    line.unit,
    price,
    line.amount,
  ]
}

/** An explanation as a person reads it. */
export function explanationText(explanation: InvoiceExplanation): string {
  const { invoiceNumber, runId, inputSeq, lines } = explanation
  const head = `invoice ${invoiceNumber}, priced by run ${runId} from what was known at number ${inputSeq}`
  return [head, ...lines.map(lineText)].join('\n\n')
}

function lineText({ line, calculation, prices, intervals, sources, quantity, exactAmount }: ExplainedLine): string {
  const title = `line ${line.lineNumber}: ${line.description}, ${line.meteringPointId}, ${line.fromDay} up to, without ${line.toDay}`
  const rows = intervals.map((each) => [
    each.from,
    each.kwh,
    each.quality,
    each.spotPerKwh ?? '',
    each.pricePerKwh,
    each.amount,
    String(each.source + 1),
  ])
  const messages = sources.map((each, n) => [
    String(n + 1),
    each.messageId ?? '-',
    each.transactionId,
    each.documentId,
    each.registeredAt,
    each.recordedSeq,
  ])
  return [
    `${title}\n${calculation}; prices: ${prices}`,
    ...(rows.length === 0 ? [] : [table(['interval', 'kWh', 'quality', 'spot', 'price', 'amount', 'source'], rows)]),
    ...(messages.length === 0
      ? []
      : [table(['source', 'message', 'transaction', 'document', 'registered', 'recorded'], messages)]),
    `sum: ${quantity} ${line.unit}, ${exactAmount}; rounded to the øre ${line.amount}`,
  ].join('\n')
}
