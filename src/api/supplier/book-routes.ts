import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { GridbookError } from '../../kernel/index.ts'
import { AccrualList, LedgerEntries, LedgerTotals, Reconciliation } from './book-schemas.ts'
import { Day, Paging } from './common-schemas.ts'
import { found, operation } from './operation.ts'
import type { DayRange, SupplierUseCases } from './use-cases.ts'

const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
const AccrualQuery = Type.Object({
  ...Paging,
  after: Type.Optional(Type.String({ pattern: UUID, description: 'The `next` of the page before: a run.' })),
})
const Days = Type.Object({
  from: Type.Optional(Day('First day.')),
  to: Type.Optional(Day('First day that is not meant.')),
})
const EntryQuery = Type.Object({
  ...Paging,
  after: Type.Optional(
    Type.String({ pattern: '^[0-9]{1,18}$', description: 'The `next` of the page before: a number of an entry.' }),
  ),
  source: Type.Optional(
    Type.String({
      pattern: '^[a-z_.]+:[^\\u0000]{1,100}$',
      description: 'Only what this document or run has caused, as `type:id`, such as billing.invoice:2026-000001.',
    }),
  ),
})

/** GET of the reconciliation, of accruals and of the ledger. */
export function bookRoutes(server: FastifyInstance, useCases: SupplierUseCases): void {
  server.get<{ Querystring: Static<typeof Days> }>(
    '/v1/reconciliation',
    operation('readReconciliation', {
      tag: 'books',
      summary: 'Our sums against those of the hub',
      description: 'The last one that covers exactly these days; the last of all without days.',
      querystring: Days,
      mayBeMissing: true,
      answer: Reconciliation,
    }),
    async ({ query }) => found(await useCases.readReconciliation(checkedRange(query)), 'reconciliation of these days'),
  )
  server.get<{ Querystring: Static<typeof AccrualQuery> }>(
    '/v1/accruals',
    operation('listAccruals', {
      tag: 'books',
      summary: 'Accruals of what was delivered and not yet billed, the last one first',
      querystring: AccrualQuery,
      answer: AccrualList,
    }),
    async ({ query }) => await useCases.listAccruals(query),
  )
  server.get<{ Querystring: Static<typeof Days> }>(
    '/v1/ledger/totals',
    operation('readLedgerTotals', {
      tag: 'books',
      summary: 'The trial balance of posting days',
      querystring: Days,
      answer: LedgerTotals,
    }),
    async ({ query }) => await useCases.readLedgerTotals(checkedRange(query)),
  )
  server.get<{ Querystring: Static<typeof EntryQuery> }>(
    '/v1/ledger/entries',
    operation('listLedgerEntries', {
      tag: 'books',
      summary: 'Entries with their lines, in the order of posting',
      querystring: EntryQuery,
      answer: LedgerEntries,
    }),
    async ({ query: { source, ...page } }) =>
      await useCases.listLedgerEntries(source === undefined ? page : { ...page, source: sourceOf(source) }),
  )
}

/** Days that exist and do not end before they begin. @throws REQUEST_INVALID */
function checkedRange({ from, to }: DayRange): DayRange {
  for (const [field, day] of Object.entries({ from, to })) {
    if (day !== undefined && !isDay(day)) {
      throw new GridbookError('REQUEST_INVALID', `${field} ${day} is not a day of the calendar`, { field })
    }
  }
  if (from !== undefined && to !== undefined && to <= from) {
    throw new GridbookError('REQUEST_INVALID', `to ${to} is not later than from ${from}`, { field: 'to' })
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}

function sourceOf(text: string): { readonly type: string; readonly id: string } {
  const colon = text.indexOf(':')
  return { type: text.slice(0, colon), id: text.slice(colon + 1) }
}
