import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { GivenText, Paging } from './common-schemas.ts'
import { ExceptionList, Invoice, InvoiceExplanation, InvoiceList } from './invoice-schemas.ts'
import { found, operation } from './operation.ts'
import type { SupplierUseCases } from './use-cases.ts'

const Page = Type.Object(Paging)
const InvoiceQuery = Type.Object({
  ...Paging,
  customerId: Type.Optional(GivenText(100, 'Only of this customer.')),
})
const ByNumber = Type.Object({
  number: GivenText(40, 'Such as 2026-000001.'),
})
const LineQuery = Type.Object({
  line: Type.Optional(Type.Integer({ minimum: 1, description: 'Only this line; all when left out.' })),
})

/** GET of invoices, of one, of what is behind it, and of what could not be billed. */
export function invoiceRoutes(server: FastifyInstance, useCases: SupplierUseCases): void {
  server.get<{ Querystring: Static<typeof InvoiceQuery> }>(
    '/v1/invoices',
    operation('listInvoices', {
      tag: 'invoices',
      summary: 'Invoices in the order of their numbers',
      querystring: InvoiceQuery,
      answer: InvoiceList,
    }),
    async ({ query }) => await useCases.listInvoices(query),
  )
  server.get<{ Params: Static<typeof ByNumber> }>(
    '/v1/invoices/:number',
    operation('readInvoice', {
      tag: 'invoices',
      summary: 'An invoice as it was issued',
      params: ByNumber,
      answer: Invoice,
    }),
    async ({ params: { number } }) => found(await useCases.readInvoice(number), `invoice ${number}`),
  )
  server.get<{ Params: Static<typeof ByNumber>; Querystring: Static<typeof LineQuery> }>(
    '/v1/invoices/:number/explanation',
    operation('explainInvoice', {
      tag: 'invoices',
      summary: 'An invoice down to its intervals, prices and messages',
      description:
        'The amounts of the intervals of a line add up to its exact amount, which is rounded once. Lines of days and pieces have none.',
      params: ByNumber,
      querystring: LineQuery,
      answer: InvoiceExplanation,
    }),
    async ({ params: { number }, query: { line } }) => {
      const what = line === undefined ? `invoice ${number}` : `line ${line} of an invoice ${number}`
      return found(await useCases.explainInvoice(number, line), what)
    },
  )
  server.get<{ Querystring: Static<typeof Page> }>(
    '/v1/exceptions',
    operation('listExceptions', {
      tag: 'invoices',
      summary: 'What could not be billed, and why',
      querystring: Page,
      answer: ExceptionList,
    }),
    async ({ query }) => await useCases.listExceptions(query),
  )
}
