import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery } from '../../../test/plain-days.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { examplePoint } from '../../../test/reading-documents.ts'
import { ledgerCheck, ledgerTotals } from '../../finance/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { explainInvoice } from '../explain/explain-invoice.ts'
import { billingExceptions } from '../invoice/exceptions.ts'
import { invoiceTotals, listInvoices, readInvoice } from '../invoice/read-invoices.ts'
import { marketDays } from '../models/calendar.ts'
import { GOLDEN_HOURS, goldenSpot, pointOf, SPOT, supplierMarket, type Importer } from '../testing/supplier-market.ts'
import { invoiceRun } from './invoice-run.ts'
import { runInvoices, type FinishedInvoiceRun, type InvoiceRequest } from './run-invoices.ts'
import { insertRun } from './run-store.ts'

const SELLER = '5790000000012'
let intake: TestIntake
let runs: Runs
let ports: BillingPorts
let definition: RunDefinition
let add: Importer
let started = 0

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, zone: dk.zone, clock: intake.ports.clock, scratch: join(intake.directory, 'scratch') }
  definition = invoiceRun(ports)
  add = await supplierMarket(pool, join(intake.directory, 'csv'), {
    customers: 3,
    points: [1, 2, 3].map((n) => examplePoint(n, { resolution: 'PT1H' })),
  })
  await deliver([1, 2, 3], '2026-01-01', '2026-02-01')
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

let deliveries = 0
const deliver = async (
  points: readonly number[],
  from: string,
  to: string,
  extra = 0n,
  registeredAtMs = 1,
): Promise<bigint> => {
  const days = points.flatMap((n) => goldenDays(n, from, to, extra, registeredAtMs))
  return (await commitDeliveries(intake.ports, days, `delivery ${(deliveries += 1)}`)).seq
}

function goldenDays(n: number, from: string, to: string, extra: bigint, registeredAtMs: number): PlainDelivery[] {
  return marketDays(from, to, dk.zone).map((day) => ({
    point: pointOf(n),
    stream: '',
    slotClass: 25,
    day: day.dayNumber,
    slots: day.hours,
    registeredAtMs,
    stated: new Map(
      Array.from({ length: day.hours }, (_, k) => [
        k,
        { quality: 'measured' as const, micro: (GOLDEN_HOURS[k] ?? 0n) + extra },
      ]),
    ),
  }))
}

const newRunId = (): string => `00000000-0000-4000-8000-${String((started += 1)).padStart(12, '0')}`
async function bill(to: string, other: Partial<InvoiceRequest> = {}): Promise<FinishedInvoiceRun> {
  const request = {
    runId: newRunId(),
    to,
    issueDate: '2026-02-02',
    sellerId: SELLER,
    profile: dk,
    createdBy: 'a test',
    ...other,
  }
  return await runInvoices(request, { ports, runs, definition, codeVersion: '1.2.3' })
}
const scalar = async (sql: string, values: unknown[] = []): Promise<unknown> => {
  const { rows } = await intake.pool.query<unknown[]>({ rowMode: 'array', text: sql, values })
  return rows[0]?.[0]
}

describe('a billing run', () => {
  test('bills golden invoice 1, with everything that the law asks for', async () => {
    const { issued, steps } = await bill('2026-01-31', { contracts: ['K1'] })
    expect(steps.map(({ name }) => name)).toEqual(['pin', 'price', 'check', 'issue', 'notify'])
    expect(issued).toMatchObject({ invoices: 1, firstNumber: '2026-000001', lastNumber: '2026-000001', exceptions: 0 })
    const invoice = await readInvoice(intake.pool, '2026-000001')
    expect(invoice).toMatchObject({
      contractId: 'K1',
      customerId: 'C1',
      issueDate: '2026-02-02',
      dueDate: '2026-03-04',
      fromDay: '2026-01-01',
      toDay: '2026-02-01',
      currency: 'DKK',
      energyKwh: '409.200',
      net: '634.51',
      vat: '158.63',
      gross: '793.14',
      seller: { id: SELLER },
      recipient: { name: 'Customer 1', address1: 'Example Street 1', postalCode: '8000', city: 'Aarhus', cvr: null },
      vatByRate: [{ rate: '0.25', base: '634.51', vat: '158.63' }],
      points: [
        { meteringPointId: pointOf(1), fromDay: '2026-01-01', toDay: '2026-02-01', energyKwh: '409.200', tax: '3.27' },
      ],
    })
    expect(invoice.lines.map((line) => [line.lineNumber, line.lineType, line.chargeCode, line.amount])).toEqual([
      [1, 'energy', null, '386.51'],
      [2, 'tariff', 'CD', '114.58'],
      [3, 'tariff', '41000', '22.10'],
      [4, 'tariff', '40000', '20.05'],
      [5, 'tax', 'EA-001', '3.27'],
      [6, 'subscription', 'SUB', '49.00'],
      [7, 'supplier_subscription', null, '39.00'],
    ])
  })

  test('bills golden invoice 2 of the days that an earlier bill left', async () => {
    await bill('2026-01-15', { contracts: ['K2'] })
    const { issued } = await bill('2026-01-31', { contracts: ['K2'] })
    expect(issued).toMatchObject({
      invoices: 1,
      lastNumber: '2026-000003',
      netOre: 32749n,
      vatOre: 8187n,
      grossOre: 40936n,
    })
    const days = await intake.pool.query(
      'select from_day::text, to_day::text, previous_to_day::text, invoice_number from billing.billed_period where metering_point_id = $1 order by from_day',
      [pointOf(2)],
    )
    expect(days.rows).toEqual([
      { from_day: '2026-01-01', to_day: '2026-01-16', previous_to_day: null, invoice_number: '2026-000002' },
      { from_day: '2026-01-16', to_day: '2026-02-01', previous_to_day: '2026-01-16', invoice_number: '2026-000003' },
    ])
  })

  test('asked for again for the same days bills nothing and takes no number', async () => {
    const { issued } = await bill('2026-01-31', { contracts: ['K1', 'K2'] })
    expect(issued).toMatchObject({ invoices: 0, firstNumber: undefined, exceptions: 0, energyKwh: '0' })
    expect(await invoiceTotals(intake.pool)).toMatchObject({ count: 3 })
  })

  test('asked for again under the same id joins the first', async () => {
    const runId = '00000000-0000-4000-8000-000000000001'
    const again = await bill('2026-01-31', { runId, contracts: ['K1'] })
    expect(again.issued).toMatchObject({ invoices: 1, firstNumber: '2026-000001' })
    expect(await invoiceTotals(intake.pool, { runId })).toEqual({
      count: 1,
      energyKwh: '409.200',
      net: '634.51',
      vat: '158.63',
      gross: '793.14',
    })
  })

  test('two at once bill every day once; the one that comes late says so and bills nothing', async () => {
    const both = await Promise.allSettled([bill('2026-01-31'), bill('2026-01-31')])
    const issued = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.issued.invoices] : []))
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []))
    expect(issued.filter((count) => count === 1)).toHaveLength(1)
    for (const error of refused) expect(error.message).toMatch(/invoice 2026-000004 bills days of/)
    expect(await listInvoices(intake.pool, { contractId: 'K3' })).toMatchObject([
      { invoiceNumber: '2026-000004', gross: '793.14' },
    ])
  })

  test('of two that have both priced, only the first to issue does', async () => {
    await deliver([1], '2026-02-01', '2026-02-02')
    await add('spot_prices', SPOT, goldenSpot('2026-02-01', '2026-02-02'))
    const [first, second] = [await priced('2026-02-01', ['K1']), await priced('2026-02-01', ['K1'])]
    await step(first, 'issue')
    await expect(step(second, 'issue')).rejects.toMatchObject({
      code: 'BILLED_MEANWHILE',
      where: { point: pointOf(1) },
    })
    expect(await scalar('select count(*)::int from billing.invoice where run_id = any($1)', [[first, second]])).toBe(1)
    expect(await scalar('select count(*)::int from billing.issued_run where run_id = $1', [second])).toBe(0)
  })

  test('goes on when what it priced is gone, and comes to the same', async () => {
    await deliver([2], '2026-02-01', '2026-02-02')
    const run = await priced('2026-02-01', ['K2'])
    expect(await readdir(ports.scratch)).toContain(`billing-${run}`)
    await rm(ports.scratch, { recursive: true, force: true })
    await step(run, 'issue')
    expect(await listInvoices(intake.pool, { runId: run })).toMatchObject([
      { contractId: 'K2', fromDay: '2026-02-01', toDay: '2026-02-02' },
    ])
  })

  test('prices what was known when it was pinned, whatever comes in meanwhile', async () => {
    await deliver([3], '2026-02-01', '2026-02-02')
    const runId = newRunId()
    await insertRun(intake.pool, argumentsOf(runId, '2026-02-02', ['K3']), { codeVersion: '1', startedAtMs: 0 })
    await step(runId, 'pin')
    await deliver([3], '2026-02-01', '2026-02-02', 5_000_000n, 2)
    for (const name of ['price', 'check', 'issue', 'notify']) await step(runId, name)
    expect(await listInvoices(intake.pool, { runId })).toMatchObject([{ energyKwh: '13.200' }])
  })

  test.each([
    [
      'energy that no line has',
      "quantity - case when line_type = 'energy' then 1 else 0 end",
      'quantity',
      'energy_once: 1',
    ],
    ['a day that no line has', "to_day - case when line_type = 'energy' then 1 else 0 end", 'to_day', 'days_once: 1'],
  ])('that finds %s issues nothing', async (_, expression, column, message) => {
    await deliver([1, 2], '2026-02-02', '2026-02-03')
    await add('spot_prices', SPOT, goldenSpot('2026-02-02', '2026-02-03'))
    const broken = await priced('2026-02-02', ['K2'], ['pin', 'price'])
    const path = join(ports.scratch, `billing-${broken}`, 'priced_line.parquet')
    await intake.engine.copyTo(
      `select * replace (cast(${expression} as ${column === 'to_day' ? 'DATE' : 'DECIMAL(18,6)'}) as ${column}) from read_parquet('${path}')`,
      `${path}.new`,
    )
    await rename(`${path}.new`, path)
    await expect(step(broken, 'check')).rejects.toMatchObject({
      code: 'IDENTITY_BROKEN',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    [{ to: '31 January' }, "'31 January' is not a day"],
    [{ issueDate: '2026-02-30' }, "issue date '2026-02-30' is not a day"],
    [{ runId: 'x' }, "'x' is not a UUID"],
    [{ contracts: [] }, 'no contract is named'],
  ] as const satisfies readonly (readonly [Partial<InvoiceRequest>, string])[])(
    'with %j is refused',
    async (other: Partial<InvoiceRequest>, message) => {
      await expect(bill(other.to ?? '2026-01-31', other)).rejects.toMatchObject({
        code: 'BILLING_ARGUMENT',
        message: expect.stringContaining(message),
      })
    },
  )

  test('begins the numbers of another year anew', async () => {
    const { issued } = await bill('2026-02-02', { contracts: ['K1'], issueDate: '2027-01-04' })
    expect(issued.firstNumber).toBe('2027-000001')
  })
})

describe('what cannot be billed', () => {
  test('is named, holds its own contract only, and is billed when it is mended', async () => {
    await deliver([1, 2], '2026-02-03', '2026-02-05')
    await deliver([2], '2026-02-02', '2026-02-03')
    await add('spot_prices', SPOT, goldenSpot('2026-02-03', '2026-02-04'))
    const held = await bill('2026-02-04', { contracts: ['K1', 'K3'] })
    expect(held.issued).toMatchObject({ invoices: 0, exceptions: 2 })
    const found = await billingExceptions(intake.pool)
    expect(found.map((each) => [each.contractId, each.code, each.lineType, each.firstAt, each.slots])).toEqual([
      ['K1', 'PRICE_MISSING', 'energy', '2026-02-03T23:00:00Z', 96],
      ['K3', 'PRICE_MISSING', 'energy', '2026-02-03T23:00:00Z', 96],
      ['K3', 'READINGS_MISSING', null, '2026-02-01T23:00:00Z', 288],
    ])
    expect(found[0]?.next).toContain('Import the price')
    await add('spot_prices', SPOT, goldenSpot('2026-02-04', '2026-02-05'))
    const mended = await bill('2026-02-04')
    expect(mended.issued).toMatchObject({ invoices: 2, exceptions: 1 })
    expect((await billingExceptions(intake.pool)).map((each) => each.contractId)).toEqual(['K3'])
    expect(await billingExceptions(intake.pool, { runId: held.issued.runId, contractId: 'K1' })).toHaveLength(1)
    await deliver([3], '2026-02-02', '2026-02-05')
    expect((await bill('2026-02-04')).issued).toMatchObject({ invoices: 1, exceptions: 0 })
    expect(await billingExceptions(intake.pool)).toEqual([])
  })
})

describe('the books', () => {
  test('have what the invoices have, and balance', async () => {
    const { count, gross, vat } = await invoiceTotals(intake.pool)
    const totals = await ledgerTotals(intake.pool, {})
    const ofAccount = (code: string): bigint | undefined => {
      const account = totals.accounts.find((each) => each.account === code)
      return account && account.debitOre - account.creditOre
    }
    expect(totals.debitOre).toBe(totals.creditOre)
    expect(ofAccount('1100')).toBe(BigInt(gross.replace('.', '')))
    expect(ofAccount('2000')).toBe(-BigInt(vat.replace('.', '')))
    expect(await scalar("select count(*)::int from finance.journal_entry where document_type = 'invoice'")).toBe(count)
    for (const identity of await inTransaction(intake.pool, (trx) => ledgerCheck(trx)))
      expect(identity).toMatchObject({ failing: 0n })
  })

  test('numbers have no gap and no day is billed twice', async () => {
    const { rows } = await intake.pool.query(
      'select invoice_number from billing.invoice where invoice_number like $1 order by 1',
      ['2026-%'],
    )
    expect(rows.map((row) => row.invoice_number)).toEqual(rows.map((_, n) => `2026-${String(n + 1).padStart(6, '0')}`))
    expect(
      await scalar(`select count(*)::int from billing.billed_period a join billing.billed_period b on b.metering_point_id = a.metering_point_id
        and b.ctid <> a.ctid and a.from_day < b.to_day and b.from_day < a.to_day`),
    ).toBe(0)
  })

  test.each([
    'run',
    'run_input',
    'run_priced',
    'run_check',
    'issued_run',
    'invoice',
    'invoice_line',
    'invoice_vat',
    'billed_period',
    'exception',
  ])('facts of billing.%s are only added', async (table) => {
    await expect(intake.pool.query(`delete from billing.${table}`)).rejects.toThrow('facts are only added')
    await expect(intake.pool.query(`truncate billing.${table} cascade`)).rejects.toThrow('facts are only added')
  })

  test.each([
    ['a gap', "(1, '2026-03-01', '2026-04-01', '2026-03-01')"],
    ['a second beginning', "(1, '2026-03-01', '2026-04-01', null)"],
    ['a fork', "(1, '2026-01-16', '2026-01-20', '2026-01-16'), (1, '2026-01-16', '2026-01-21', '2026-01-16')"],
  ])('the chain of billed days takes no %s', async (_, values) => {
    await expect(
      intake.pool.query(
        `insert into billing.billed_period (supply_period_id, from_day, to_day, previous_to_day, metering_point_id, invoice_number, run_id)
         select v.*, 'p', 'n', '00000000-0000-4000-8000-000000000001'::uuid from (values ${values}) as v(a, b, c, d)`.replace(
          'select v.*',
          'select a, b::date, c::date, d::date',
        ),
      ),
    ).rejects.toThrow(/violates (foreign key|unique) constraint/)
  })
})

describe('an explanation', () => {
  test('goes down to intervals, prices and messages, and adds up to the line', async () => {
    const { lines, inputSeq } = await explainInvoice('2026-000001', undefined, ports)
    expect(lines.map(({ line, exactAmount }) => [line.lineType, exactAmount])).toEqual([
      ['energy', '386.508'],
      ['tariff', '114.576'],
      ['tariff', '22.0968'],
      ['tariff', '20.0508'],
      ['tax', '3.2736'],
      ['subscription', '49'],
      ['supplier_subscription', '39'],
    ])
    expect(Number(inputSeq)).toBeGreaterThan(0)
    expect(lines[0]?.intervals).toHaveLength(744)
    expect(lines[0]?.intervals[16]).toEqual({
      from: '2026-01-01T15:00:00Z',
      minutes: 60,
      kwh: '1.2',
      quality: 'measured',
      spotPerKwh: '1.25',
      pricePerKwh: '1.29',
      amount: '1.548',
      source: 0,
    })
    expect(lines[0]?.sources[0]).toMatchObject({
      documentId: 'delivery 1',
      messageId: null,
      recordedSeq: expect.any(String),
    })
    expect(lines[6]).toMatchObject({ calculation: 'price of the month x 31 of 31 days', intervals: [] })
  })

  test('of one line is that line, from what was known then', async () => {
    const [late] = (await listInvoices(intake.pool, { contractId: 'K3' })).slice(1)
    const { lines } = await explainInvoice(late?.invoiceNumber ?? '', 1, ports)
    expect(lines).toMatchObject([{ quantity: '13.2', line: { lineNumber: 1 } }])
    expect(lines[0]?.intervals[0]?.kwh).toBe('0.3')
  })

  test('leaves nothing behind, and says when there is nothing to explain', async () => {
    await expect(explainInvoice('2026-000001', 99, ports)).rejects.toMatchObject({ code: 'INVOICE_UNKNOWN' })
    await expect(explainInvoice('2026-999999', undefined, ports)).rejects.toMatchObject({ code: 'INVOICE_UNKNOWN' })
    expect((await readdir(ports.scratch)).filter((name) => name.startsWith('explain'))).toEqual([])
  })
})

const argumentsOf = (runId: string, toDay: string, contracts: readonly string[]): Parameters<typeof insertRun>[1] => ({
  runId,
  toDay,
  contracts,
  issueDate: '2026-02-02',
  sellerId: SELLER,
  currency: 'DKK',
  vatRate: '0.25',
  createdBy: 'a test',
})

/** Executes one step as the runs do: its effect in a transaction, then what comes afterwards. */
async function step(runId: string, name: string): Promise<void> {
  const found = definition.steps.find((each) => each.name === name)
  const result = await found?.execute(runId)
  if (result?.effect !== undefined) await inTransaction(intake.pool, result.effect)
  await result?.afterwards?.()
}

/** A run that has priced up to and with a day, and issued nothing yet. */
async function priced(
  to: string,
  contracts: readonly string[],
  steps: readonly string[] = ['pin', 'price', 'check'],
): Promise<string> {
  const runId = newRunId()
  const toDay = marketDays(to, '2027-01-01', dk.zone)[1]?.date ?? to
  await insertRun(intake.pool, argumentsOf(runId, toDay, contracts), { codeVersion: '1', startedAtMs: 0 })
  for (const name of steps) await step(runId, name)
  return runId
}
