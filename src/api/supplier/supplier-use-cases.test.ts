import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Schema from 'typebox/schema'
import { pointOf } from '../../../test/supplier-market.ts'
import { accrualResult } from '../../accruals/index.ts'
import { billingExceptions, listInvoices, readInvoice } from '../../billing/index.ts'
import { deadLetters } from '../../exchange/index.ts'
import { ledgerTotals } from '../../finance/index.ts'
import { openApiOf, operationsOf, schemasOf } from '../testing/openapi-document.ts'
import { hubReadings, hubSums, openSupplierHouse } from '../../../test/supplier-house.ts'
import type { SupplierHouse } from '../../../test/supplier-house.ts'
import type { AccrualListValue, LedgerEntriesValue, LedgerTotalsValue, ReconciliationValue } from './book-schemas.ts'
import type { DeadLetterListValue, ReplayValue, SupplierStatusValue } from './inbox-schemas.ts'
import type { ExceptionListValue, InvoiceExplanationValue, InvoiceListValue, InvoiceValue } from './invoice-schemas.ts'
import { ROUTE_ROLES } from './route-roles.ts'
import type { SupplierOperation } from './route-roles.ts'

let house: SupplierHouse
let operations: ReturnType<typeof operationsOf>
const UNKNOWN_TYPE = '{"NotifyPriceList_MarketDocument":{"mRID":"Letter-1"}}'

beforeAll(async () => {
  house = await openSupplierHouse()
  operations = operationsOf(await openApiOf(house.server))
  await house.bill('2026-01-31', ['K1'])
  await house.bill('2026-01-24')
  await house.accrue('2026-01-31')
  await house.accrue('2026-01-31')
  // The golden hours of three points, and 0.111 kWh in quarter 41 of which we know nothing.
  const ours = (k: number): number => [225, 375, 900, 300][k < 24 ? 0 : k < 64 ? 1 : k < 80 ? 2 : 3] ?? 0
  await house.take('aggregations', { 'sums-1': hubSums('sums-1', '2026-01-02', (k) => ours(k) + (k === 41 ? 111 : 0)) })
  await house.reconcile('2026-01-02', '2026-01-03')
  await house.take('charges', { 'Letter-1': UNKNOWN_TYPE, 'letter-2': '{"Broken' })
  await house.take('measuredata', { 'letter-3': hubReadings('letter-3', pointOf(9), ['2026-01-05']) })
}, 120_000)
afterAll(async () => {
  await house.close()
})

/** What a route answers to one who may ask; it is as the document says. */
async function answer<T>(id: SupplierOperation, query = '', names: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await respond(id, query, names)
  expect(response.statusCode, response.body).toBe(200)
  const documented = operations.find(({ operation }) => operation.operationId === id)
  const schema = documented && schemasOf(documented.operation).find(({ where }) => where === '200')?.schema
  expect(Schema.Compile(schema as object).Check(response.json())).toBe(true)
  return response.json<T>()
}

async function respond(id: SupplierOperation, query = '', names: Readonly<Record<string, string>> = {}) {
  const [method = '', path = ''] =
    operations.find(({ operation }) => operation.operationId === id)?.route.split(' ') ?? []
  const url = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
  const headers = { authorization: await house.bearer(ROUTE_ROLES[id][0]) }
  return await house.server.inject({ method: method as 'GET', url: `${url}${query}`, headers })
}

/** Every page of a list, one entry each; its pages end. */
async function oneByOne(id: SupplierOperation, list: string): Promise<unknown[]> {
  const found: unknown[] = []
  let after = ''
  for (let pages = 0; pages < 50; pages += 1) {
    const { next, ...page } = await answer<{ readonly next: string | null }>(id, `?limit=1${after}`)
    const entries = new Map(Object.entries<unknown[]>(page)).get(list) ?? []
    found.push(...entries)
    if (next === null) return found
    expect(entries).toHaveLength(1)
    after = `&after=${encodeURIComponent(next)}`
  }
  throw new Error('the list has no end')
}

/** A decimal as an integer of 17 decimals, as many as an exact amount has. */
function decimalOf(text: string): bigint {
  const [whole = '', part = ''] = text.split('.')
  return BigInt(`${whole}${part.padEnd(17, '0')}`)
}

const sum = (texts: readonly string[]): bigint => texts.reduce((total, text) => total + decimalOf(text), 0n)

describe('invoices', () => {
  test('are listed as they were issued, those of a customer alone on demand', async () => {
    const { invoices, next } = await answer<InvoiceListValue>('listInvoices')
    const issued = await listInvoices(house.ports.pool)
    expect(next).toBeNull()
    expect(invoices.map(({ number, netDkk, vatDkk, grossDkk }) => [number, netDkk, vatDkk, grossDkk])).toEqual(
      issued.map(({ invoiceNumber, net, vat, gross }) => [invoiceNumber, net, vat, gross]),
    )
    expect(invoices[0]).toEqual({
      number: '2026-000001',
      contractId: 'K1',
      customerId: 'C1',
      issueDate: '2026-02-02',
      dueDate: '2026-03-04',
      fromDay: '2026-01-01',
      toDay: '2026-02-01',
      netDkk: '634.51',
      vatDkk: '158.63',
      grossDkk: '793.14',
    })
    const ofOne = await answer<InvoiceListValue>('listInvoices', '?customerId=C2')
    expect(ofOne.invoices.map(({ contractId }) => contractId)).toEqual(['K2'])
    expect((await answer<InvoiceListValue>('listInvoices', '?customerId=nobody')).invoices).toEqual([])
  })

  test('are gone through one by one', async () => {
    const { invoices } = await answer<InvoiceListValue>('listInvoices')
    expect(invoices.length).toBeGreaterThan(1)
    expect(await oneByOne('listInvoices', 'invoices')).toEqual(invoices)
  })

  test('are whole: lines come to the net, VAT stands once for each rate, the recipient has an address', async () => {
    const invoice = await answer<InvoiceValue>('readInvoice', '', { number: '2026-000001' })
    const { lines } = await readInvoice(house.ports.pool, '2026-000001')
    expect(invoice.lines.map(({ line, lineType, amountDkk }) => [line, lineType, amountDkk])).toEqual(
      lines.map(({ lineNumber, lineType, amount }) => [lineNumber, lineType, amount]),
    )
    expect(sum(invoice.lines.map(({ amountDkk }) => amountDkk))).toBe(decimalOf('634.51'))
    expect(invoice.vat).toEqual([{ rate: '0.25', baseDkk: '634.51', vatDkk: '158.63' }])
    expect(invoice.customer).toEqual({
      name: 'Customer 1',
      addressLines: ['Example Street 1'],
      postalCode: '8000',
      city: 'Aarhus',
    })
    expect(invoice.lines[0]).toMatchObject({ unit: 'kWh', quantity: '409.2', chargeCode: null, vat: true })
  })

  test('are explained: what is shown adds up to each line, and names the message of each reading', async () => {
    const names = { number: '2026-000001' }
    const { number, lines } = await answer<InvoiceExplanationValue>('explainInvoice', '', names)
    expect([number, lines.length]).toEqual(['2026-000001', 7])
    for (const line of lines.filter(({ unit }) => unit === 'kWh')) {
      expect(line.intervals).toHaveLength(31 * 24)
      expect(sum(line.intervals.map(({ quantity }) => quantity))).toBe(decimalOf(line.quantity))
      expect(sum(line.intervals.map(({ amountDkk }) => amountDkk))).toBe(decimalOf(line.exactAmountDkk))
      for (const { quantity, priceDkk, amountDkk } of line.intervals) {
        expect(decimalOf(quantity) * decimalOf(priceDkk)).toBe(decimalOf(amountDkk) * decimalOf('1'))
      }
    }
    expect(lines.filter(({ unit }) => unit !== 'kWh').map(({ intervals }) => intervals)).toEqual([[], []])
    expect(lines[0]?.intervals[0]).toMatchObject({
      from: '2025-12-31T23:00:00Z',
      to: '2026-01-01T00:00:00Z',
      quality: 'measured',
      messageId: 'readings-1',
      transactionId: 'readings-1-2026-01-01',
    })
    const one = await answer<InvoiceExplanationValue>('explainInvoice', '?line=3', names)
    expect(one.lines).toEqual([lines[2]])
  })

  test.each([
    ['readInvoice', '', '2026-999999'],
    ['explainInvoice', '', '2026-999999'],
    ['explainInvoice', '?line=8', '2026-000001'],
  ] as const)('%s%s of %j is 404', async (id, query, number) => {
    const response = await respond(id, query, { number })
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'NOT_FOUND'])
  })
})

describe('exceptions', () => {
  test('say of each contract that was not billed what lacks and what to do', async () => {
    const { exceptions } = await answer<ExceptionListValue>('listExceptions')
    const found = await billingExceptions(house.ports.pool)
    expect(exceptions.map(({ contractId, code }) => [contractId, code])).toEqual(
      found.map(({ contractId, code }) => [contractId, code]),
    )
    expect(new Set(exceptions.map(({ id }) => id)).size).toBe(exceptions.length)
    expect(exceptions).toContainEqual(
      expect.objectContaining({
        contractId: 'K3',
        meteringPointId: pointOf(3),
        code: 'READINGS_MISSING',
        message: expect.stringMatching(
          /: every line, 2304 quarter-hours, the first from 2025-12-31T23:00:00Z$/,
        ) as string,
        next: expect.stringContaining('the next run counts them') as string,
      }),
    )
    expect(exceptions).toContainEqual(
      expect.objectContaining({
        contractId: 'K4',
        code: 'PRICE_MISSING',
        message: expect.stringContaining('tariff FREE') as string,
      }),
    )
  })

  test('are gone through one by one', async () => {
    const { exceptions } = await answer<ExceptionListValue>('listExceptions')
    expect(exceptions.length).toBeGreaterThan(1)
    expect(await oneByOne('listExceptions', 'exceptions')).toEqual(exceptions)
  })
})

describe('the books', () => {
  test('reconciliation: the energy, the quarter and the point that lacks', async () => {
    const last = await answer<ReconciliationValue>('readReconciliation')
    expect(last).toMatchObject({ points: 4, quarters: 96, energyDeviationKwh: '0.111' })
    expect(last.series).toMatchObject([{ gridArea: '801', ownKwh: '39.600', hubKwh: '39.711', deviatingQuarters: 1 }])
    expect(last.deviations).toEqual([
      {
        gridArea: '801',
        meteringPointType: 'consumption',
        settlementMethod: 'flex',
        quarterStart: '2026-01-02T09:15:00Z',
        ownKwh: '0.375',
        hubKwh: '0.486',
        deviationKwh: '-0.111',
        pointsWithoutReading: [pointOf(3)],
      },
    ])
    const days = '?from=2026-01-02&to=2026-01-03'
    expect(await answer<ReconciliationValue>('readReconciliation', days)).toEqual(last)
    const none = await respond('readReconciliation', '?from=2026-01-02&to=2026-01-04')
    expect(none.statusCode).toBe(404)
  })

  test('accruals: the last one first, its classes come to its net, the one before is taken back', async () => {
    const { accruals, next } = await answer<AccrualListValue>('listAccruals')
    const posted = await accrualResult(house.ports.pool)
    expect([accruals.length, next]).toEqual([2, null])
    expect(accruals[0]).toMatchObject({
      runId: posted?.runId,
      throughDay: '2026-01-31',
      netDkk: posted?.net,
      reversedBy: null,
    })
    expect(accruals[1]).toMatchObject({ netDkk: posted?.net, reversedBy: posted?.runId })
    for (const { classes, netDkk } of accruals) {
      expect(sum(classes.map((each) => each.netDkk))).toBe(decimalOf(netDkk))
    }
    expect(await oneByOne('listAccruals', 'accruals')).toEqual(accruals)
    const behind = accruals[0]?.runId.toUpperCase()
    const second = await answer<AccrualListValue>('listAccruals', `?after=${behind}`)
    expect(second.accruals).toEqual([accruals[1]])
  })

  test('ledger: totals are those of the entries, and balance', async () => {
    const totals = await answer<LedgerTotalsValue>('readLedgerTotals')
    const { debitOre } = await ledgerTotals(house.ports.pool)
    expect(decimalOf(totals.debitDkk)).toBe(decimalOf('0.01') * debitOre)
    expect(totals.creditDkk).toBe(totals.debitDkk)
    const { entries } = await answer<LedgerEntriesValue>('listLedgerEntries')
    expect(entries.map(({ documentType }) => documentType).toSorted()).toEqual([
      'accrual',
      'accrual',
      'accrual_reversal',
      'invoice',
      'invoice',
    ])
    const lines = entries.flatMap((entry) => entry.lines)
    for (const { account, debitDkk, creditDkk, balanceDkk } of totals.accounts) {
      const own = lines.filter((line) => line.account === account)
      expect(sum(own.map((line) => line.debitDkk))).toBe(decimalOf(debitDkk))
      expect(sum(own.map((line) => line.creditDkk))).toBe(decimalOf(creditDkk))
      expect(decimalOf(balanceDkk)).toBe(decimalOf(debitDkk) - decimalOf(creditDkk))
    }
    for (const { lines: own } of entries) {
      expect(sum(own.map((line) => line.debitDkk))).toBe(sum(own.map((line) => line.creditDkk)))
    }
    const before = await answer<LedgerTotalsValue>('readLedgerTotals', '?to=2026-01-01')
    expect(before.debitDkk).toBe('0.00')
    expect(await oneByOne('listLedgerEntries', 'entries')).toEqual(entries)
  })

  test('ledger: the source of an entry finds it again', async () => {
    const { entries } = await answer<LedgerEntriesValue>('listLedgerEntries')
    for (const entry of entries) {
      const query = `?source=${encodeURIComponent(entry.source)}`
      const found = await answer<LedgerEntriesValue>('listLedgerEntries', query)
      expect(found.entries).toContainEqual(entry)
    }
    const nothing = await answer<LedgerEntriesValue>('listLedgerEntries', '?source=billing.invoice:none')
    expect(nothing.entries).toEqual([])
  })
})

describe('the inbox', () => {
  const open = async (query = ''): Promise<DeadLetterListValue['deadLetters']> =>
    (await answer<DeadLetterListValue>('listDeadLetters', query)).deadLetters
  const replay = async (id: string): Promise<ReplayValue> => await answer<ReplayValue>('replayDeadLetter', '', { id })

  test('dead letters: the oldest first, with the reason', async () => {
    expect((await open()).map(({ id, category, rootKey, code }) => [id, category, rootKey, code])).toEqual([
      ['Letter-1', 'charges', 'NotifyPriceList_MarketDocument', 'DOCUMENT_UNKNOWN'],
      ['letter-2', 'charges', null, 'JSON_BROKEN'],
      ['letter-3', 'measuredata', 'NotifyValidatedMeasureData_MarketDocument', 'E10'],
    ])
    expect(await oneByOne('listDeadLetters', 'deadLetters')).toEqual(await open())
  })

  test('status: what came, and what waits', async () => {
    const { inbox, openDeadLetters, recordedSeq } = await answer<SupplierStatusValue>('readStatus')
    expect(inbox.map(({ category, messages }) => [category, messages])).toEqual([
      ['aggregations', 1],
      ['charges', 2],
      ['measuredata', 4],
    ])
    expect(openDeadLetters).toBe(3)
    const { rows } = await house.ports.pool.query<{ seq: string }>(
      'select max(recorded_seq)::text as seq from finance.journal_entry',
    )
    expect(BigInt(recordedSeq)).toBeGreaterThanOrEqual(BigInt(rows[0]?.seq ?? ''))
  })

  test('replay: refused while the fault stands, taken in once it is mended, then never again', async () => {
    expect(await replay('Letter-1')).toMatchObject({ outcome: 'refused', findings: [{ code: 'DOCUMENT_UNKNOWN' }] })
    const refused = await replay('letter-3')
    expect(refused).toMatchObject({ outcome: 'refused', findings: [{ where: { point: pointOf(9) } }] })
    await house.know(9)
    expect(await replay('letter-3')).toEqual({ id: 'letter-3', outcome: 'accepted', findings: [] })
    expect(await replay('letter-3')).toEqual({ id: 'letter-3', outcome: 'already', findings: [] })
    expect((await open()).map(({ id }) => id)).toEqual(['Letter-1', 'letter-2'])
    const all = await open('?includingResolved=true')
    expect(all.map(({ id, resolvedAt }) => [id, resolvedAt === null])).toEqual([
      ['Letter-1', true],
      ['letter-2', true],
      ['letter-3', false],
    ])
    expect((await deadLetters(house.ports.pool)).length).toBe(2)
    const unknown = await respond('replayDeadLetter', '', { id: 'letter-9' })
    expect(unknown.statusCode).toBe(404)
  })

  test('a letter that was taken in between two pages does not begin the list anew', async () => {
    expect(await open('?after=letter-3')).toEqual([])
  })
})

test.each([
  ['listInvoices', '?after=%00'],
  ['listInvoices', '?customerId=a%00b'],
  ['listLedgerEntries', '?source=billing.invoice:%00'],
  ['listExceptions', '?limit=0'],
  ['readInvoice', '', '2026\0'],
  ['explainInvoice', '', '2026\0'],
  ['replayDeadLetter', '', 'a\0'],
] as const)('%s%s is refused, not a failure', async (id, query, name: string = '2026-000001') => {
  const response = await respond(id, query, { number: name, id: name })
  expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'REQUEST_INVALID'])
})
