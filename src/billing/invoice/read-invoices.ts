import { GridbookError } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { LineType } from '../models/priced-line.ts'

/** An invoice without its lines. Money and energy are decimal text; days YYYY-MM-DD, periods half open. */
export interface InvoiceSummary {
  readonly invoiceNumber: string
  readonly runId: string
  readonly contractId: string
  readonly customerId: string
  readonly issueDate: string
  readonly dueDate: string
  readonly fromDay: string
  readonly toDay: string
  readonly currency: string
  readonly energyKwh: string
  readonly net: string
  readonly vat: string
  readonly gross: string
}

/** One line of an invoice. */
export interface InvoiceLine {
  readonly lineNumber: number
  readonly supplyPeriodId: number
  readonly meteringPointId: string
  readonly lineType: LineType
  /** null: the supplier's own line */
  readonly chargeCode: string | null
  readonly chargeOwnerId: string | null
  readonly description: string
  readonly fromDay: string
  readonly toDay: string
  readonly factor: number
  readonly quantity: string
  readonly unit: 'kWh' | 'day' | 'piece'
  /** null: the price changes from interval to interval */
  readonly unitPrice: string | null
  /** before it is rounded */
  readonly exactAmount: string
  readonly amount: string
  readonly bearsVat: boolean
}

/** A whole invoice (datahub 4.10). */
export interface Invoice extends InvoiceSummary {
  readonly seller: { readonly id: string; readonly name: string }
  readonly recipient: {
    readonly name: string
    readonly address1: string
    readonly address2: string | null
    readonly postalCode: string
    readonly city: string
    readonly country: string
    readonly email: string | null
    readonly cvr: string | null
  }
  readonly lines: readonly InvoiceLine[]
  readonly vatByRate: readonly { readonly rate: string; readonly base: string; readonly vat: string }[]
  /** energy and electricity tax of each metering point, which the law asks for */
  readonly points: readonly {
    readonly meteringPointId: string
    readonly fromDay: string
    readonly toDay: string
    readonly energyKwh: string
    readonly tax: string
  }[]
}

const money = (column: string, as: string): string => `round(${column} * 0.01, 2)::text as "${as}"`
const day = (column: string, as: string): string => `${column}::text as "${as}"`

const SUMMARY = `invoice_number as "invoiceNumber", run_id as "runId", contract_id as "contractId", customer_id as "customerId",
  ${day('issue_date', 'issueDate')}, ${day('due_date', 'dueDate')}, ${day('from_day', 'fromDay')}, ${day('to_day', 'toDay')}, currency,
  round(energy_kwh, 3)::text as "energyKwh", ${money('net_ore', 'net')}, ${money('vat_ore', 'vat')}, ${money('gross_ore', 'gross')}`

/** Which invoices; what is left out does not narrow. */
export interface InvoiceFilter {
  readonly runId?: string | undefined
  readonly contractId?: string | undefined
  readonly customerId?: string | undefined
  /** invoices after this one, in the order of numbers */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/** Invoices in the order of their issue and number. */
export async function listInvoices(pool: Pool | Transaction, filter: InvoiceFilter = {}): Promise<InvoiceSummary[]> {
  const { rows } = await pool.query<InvoiceSummary>(
    `select ${SUMMARY} from billing.invoice
     where ($1::uuid is null or run_id = $1) and ($2::text is null or contract_id = $2) and ($3::text is null or customer_id = $3)
       and ($4::text is null or (length(invoice_number), invoice_number) > (length($4::text), $4::text collate "C"))
     order by length(invoice_number), invoice_number limit $5`,
    [
      filter.runId ?? null,
      filter.contractId ?? null,
      filter.customerId ?? null,
      filter.after ?? null,
      filter.limit ?? null,
    ],
  )
  return rows
}

/** The invoice with a number. @throws GridbookError INVOICE_UNKNOWN */
export async function readInvoice(pool: Pool | Transaction, invoiceNumber: string): Promise<Invoice> {
  const { rows } = await pool.query<
    InvoiceSummary & Omit<Invoice['recipient'], never> & Record<'sellerId' | 'sellerName', string>
  >(
    `select ${SUMMARY}, seller_id as "sellerId", seller_name as "sellerName", recipient_name as name, address_1 as "address1",
       address_2 as "address2", postal_code as "postalCode", city, country, email, recipient_cvr as cvr
     from billing.invoice where invoice_number = $1`,
    [invoiceNumber],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('INVOICE_UNKNOWN', `there is no invoice ${invoiceNumber}`)
  const { sellerId, sellerName, name, address1, address2, postalCode, city, country, email, cvr, ...summary } = row
  return {
    ...summary,
    seller: { id: sellerId, name: sellerName },
    recipient: { name, address1, address2, postalCode, city, country, email, cvr },
    lines: await readLines(pool, invoiceNumber),
    vatByRate: await readVat(pool, invoiceNumber),
    points: await readPoints(pool, invoiceNumber),
  }
}

async function readLines(pool: Pool | Transaction, invoiceNumber: string): Promise<InvoiceLine[]> {
  const { rows } = await pool.query<InvoiceLine>(
    `select line_number as "lineNumber", supply_period_id as "supplyPeriodId", metering_point_id as "meteringPointId", line_type as "lineType",
       charge_code as "chargeCode", charge_owner_id as "chargeOwnerId", description, ${day('from_day', 'fromDay')}, ${day('to_day', 'toDay')}, factor,
       trim_scale(quantity)::text as quantity, unit, unit_price::text as "unitPrice", trim_scale(exact_amount)::text as "exactAmount",
       ${money('amount_ore', 'amount')}, vat as "bearsVat"
     from billing.invoice_line where invoice_number = $1 order by line_number`,
    [invoiceNumber],
  )
  return rows
}

async function readVat(pool: Pool | Transaction, invoiceNumber: string): Promise<Invoice['vatByRate']> {
  const { rows } = await pool.query<Invoice['vatByRate'][number]>(
    `select trim_scale(vat_rate)::text as rate, ${money('base_ore', 'base')}, ${money('vat_ore', 'vat')}
     from billing.invoice_vat where invoice_number = $1 order by vat_rate desc`,
    [invoiceNumber],
  )
  return rows
}

async function readPoints(pool: Pool | Transaction, invoiceNumber: string): Promise<Invoice['points']> {
  const { rows } = await pool.query<Invoice['points'][number]>(
    `select metering_point_id as "meteringPointId", ${day('from_day', 'fromDay')}, ${day('to_day', 'toDay')},
       round(energy_kwh, 3)::text as "energyKwh", ${money('tax_ore', 'tax')}
     from billing.invoice_point where invoice_number = $1 order by metering_point_id`,
    [invoiceNumber],
  )
  return rows
}

/** Sums over invoices, decimal text. */
export interface InvoiceTotals {
  readonly count: number
  readonly energyKwh: string
  readonly net: string
  readonly vat: string
  readonly gross: string
}

/** Sums over all invoices, or those of a run. */
export async function invoiceTotals(
  pool: Pool | Transaction,
  filter: { readonly runId?: string | undefined } = {},
): Promise<InvoiceTotals> {
  const { rows } = await pool.query<Omit<InvoiceTotals, 'count'> & { readonly count: bigint }>(
    `select count(*) as count, round(coalesce(sum(energy_kwh), 0), 3)::text as "energyKwh", ${money('coalesce(sum(net_ore), 0)', 'net')},
       ${money('coalesce(sum(vat_ore), 0)', 'vat')}, ${money('coalesce(sum(gross_ore), 0)', 'gross')}
     from billing.invoice where $1::uuid is null or run_id = $1`,
    [filter.runId ?? null],
  )
  const [row] = rows
  if (row === undefined) throw new Error('a sum has one row')
  return { ...row, count: Number(row.count) }
}
