import {
  billingExceptions,
  explainInvoice,
  listInvoices,
  readInvoice,
  type BillingException,
  type BillingPorts,
  type ExplainedLine,
  type Invoice,
  type InvoiceLine,
  type InvoiceSummary,
} from '../../billing/index.ts'
import { formatInstant, GridbookError } from '../../kernel/index.ts'
import { page } from './page.ts'
import type { SupplierUseCases } from './use-cases.ts'

type InvoiceUseCases = Pick<SupplierUseCases, 'listInvoices' | 'readInvoice' | 'explainInvoice' | 'listExceptions'>

/** Invoices and what is behind them. */
export function invoiceUseCases(ports: BillingPorts): InvoiceUseCases {
  const { pool } = ports
  return {
    listInvoices: async ({ limit, after, customerId }) => {
      const invoices = await listInvoices(pool, { limit, after, customerId })
      const last = invoices.at(-1)
      const next = invoices.length < limit || last === undefined ? null : last.invoiceNumber
      return { invoices: invoices.map(toSummary), next }
    },
    readInvoice: async (number) => await unlessUnknown(async () => toInvoice(await readInvoice(pool, number))),
    explainInvoice: async (number, line) =>
      await unlessUnknown(async () => {
        const { lines } = await explainInvoice(number, line, ports)
        return { number, lines: lines.map(toExplainedLine) }
      }),
    listExceptions: async (query) => {
      const { entries, next } = page((await billingExceptions(pool)).map(toException), query, ({ id }) => id)
      return { exceptions: entries, next }
    },
  }
}

async function unlessUnknown<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof GridbookError && error.code === 'INVOICE_UNKNOWN') return undefined
    throw error
  }
}

type SummaryValue = Awaited<ReturnType<InvoiceUseCases['listInvoices']>>['invoices'][number]

function toSummary(invoice: InvoiceSummary): SummaryValue {
  const { contractId, customerId, issueDate, dueDate, fromDay, toDay } = invoice
  return {
    number: invoice.invoiceNumber,
    contractId,
    customerId,
    issueDate,
    dueDate,
    fromDay,
    toDay,
    netDkk: invoice.net,
    vatDkk: invoice.vat,
    grossDkk: invoice.gross,
  }
}

type InvoiceValue = NonNullable<Awaited<ReturnType<InvoiceUseCases['readInvoice']>>>

function toInvoice(invoice: Invoice): InvoiceValue {
  const { recipient } = invoice
  return {
    ...toSummary(invoice),
    customer: {
      name: recipient.name,
      addressLines: [recipient.address1, recipient.address2].filter((line) => line !== null),
      postalCode: recipient.postalCode,
      city: recipient.city,
    },
    lines: invoice.lines.map(toLine),
    vat: invoice.vatByRate.map(({ rate, base, vat }) => ({ rate, baseDkk: base, vatDkk: vat })),
  }
}

function toLine(line: InvoiceLine): InvoiceValue['lines'][number] {
  const { lineType, meteringPointId, description, chargeCode, chargeOwnerId, fromDay, toDay, quantity } = line
  return {
    line: line.lineNumber,
    lineType,
    meteringPointId,
    description,
    chargeCode,
    chargeOwnerId,
    fromDay,
    toDay,
    quantity,
    unit: line.unit,
    unitPriceDkk: line.unitPrice,
    amountDkk: line.amount,
    vat: line.bearsVat,
  }
}

type ExplainedLineValue = NonNullable<Awaited<ReturnType<InvoiceUseCases['explainInvoice']>>>['lines'][number]

const MINUTE_MS = 60_000

function toExplainedLine({ line, exactAmount, intervals, sources, prices }: ExplainedLine): ExplainedLineValue {
  return {
    ...toLine(line),
    exactAmountDkk: exactAmount,
    intervals: intervals.map((interval) => {
      const source = sources[interval.source]
      const toMs = Date.parse(interval.from) + interval.minutes * MINUTE_MS
      return {
        from: interval.from,
        to: formatInstant(toMs),
        quantity: interval.kwh,
        quality: interval.quality,
        priceDkk: interval.pricePerKwh,
        amountDkk: interval.amount,
        priceSource: prices,
        messageId: source?.messageId ?? null,
        transactionId: source?.transactionId ?? null,
      }
    }),
  }
}

type ExceptionValue = Awaited<ReturnType<InvoiceUseCases['listExceptions']>>['exceptions'][number]

function toException(exception: BillingException): ExceptionValue {
  const { runId, contractId, meteringPointId, code, title, next, firstAt, slots, lineType, chargeCode } = exception
  const what = chargeCode === null ? (lineType ?? 'every line') : `${lineType ?? 'charge'} ${chargeCode}`
  return {
    id: [
      contractId,
      exception.supplyPeriodId,
      code,
      lineType ?? '',
      chargeCode ?? '',
      exception.chargeOwnerId ?? '',
    ].join(':'),
    runId,
    contractId,
    meteringPointId,
    code,
    message: `${title}: ${what}, ${slots} quarter-hours, the first from ${firstAt}`,
    next,
  }
}
