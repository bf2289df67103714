import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import type { PlainDelivery } from '../../test/plain-days.ts'
import { commitDeliveries } from '../../test/reading-store.ts'
import { examplePoint } from '../../test/reading-documents.ts'
import { GOLDEN_HOURS, goldenSpot, pointOf, SPOT, supplierMarket, type Importer } from '../../test/supplier-market.ts'
import { invoiceRun, invoiceTotals, runInvoices } from '../billing/index.ts'
import { findEntries, ledgerCheck, ledgerTotals } from '../finance/index.ts'
import { marketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction, openRuns, type RunDefinition, type Runs } from '../platform/index.ts'
import { accrualDataset } from './accrual-dataset.ts'
import type { AccrualPorts } from './accrual-ports.ts'
import { accrualRun } from './accrual-run.ts'
import { runAccrual } from './accrual-store.ts'
import { accrualResult, listAccruals, type AccrualResult } from './read-accrual.ts'

interface House {
  readonly intake: TestIntake
  readonly ports: AccrualPorts
  readonly runs: Runs
  readonly accrual: RunDefinition
  readonly invoice: RunDefinition
  readonly add: Importer
  readonly close: () => Promise<void>
}

const SELLER = '5790000000012'

/** A supplier with customers whose readings, prices and contracts are those of the golden invoices, January 2026. */
async function openHouse(customers: number): Promise<House> {
  const intake = await openTestIntake()
  const { pool, lake, engine } = intake
  const ports = {
    pool,
    lake,
    engine,
    zone: dk.zone,
    clock: intake.ports.clock,
    scratch: join(intake.directory, 'scratch'),
  }
  const numbers = Array.from({ length: customers }, (_, n) => n + 1)
  const points = numbers.map((n) => examplePoint(n, { resolution: 'PT1H' }))
  const add = await supplierMarket(pool, join(intake.directory, 'csv'), { customers, points })
  const [accrual, invoice] = [accrualRun(ports), invoiceRun(ports)]
  const runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [accrual, invoice] })
  const close = async (): Promise<void> => {
    await runs.close()
    await intake.close()
  }
  return { intake, ports, runs, accrual, invoice, add, close }
}

function goldenDay(n: number, date: string, without: readonly number[] = []): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const hours = GOLDEN_HOURS.map((micro, k) => [k, { quality: 'measured' as const, micro }] as const)
  return {
    point: pointOf(n),
    stream: '',
    slotClass: 25,
    day: day.dayNumber,
    slots: day.hours,
    registeredAtMs: 1,
    stated: new Map(hours.filter(([k]) => !without.includes(k))),
  }
}

/** Contracts of the random case, each billed to another day. */
const CONTRACTS = 8

const january = (day: number): string => `2026-01-${String(day).padStart(2, '0')}`

async function accrueTo({ ports, runs, accrual }: House, toDay: string): Promise<AccrualResult> {
  const runId = randomUUID()
  await runAccrual({ runId, toDay, createdBy: 'a test' }, { ports, runs, definition: accrual, codeVersion: '1.2.3' })
  const result = await accrualResult(ports.pool, { runId })
  if (result === undefined) throw new Error('the run has no result')
  return result
}

async function billTo({ ports, runs, invoice }: House, to: string, contracts?: readonly string[]): Promise<string> {
  const runId = randomUUID()
  const request = { runId, to, issueDate: '2026-02-02', sellerId: SELLER, profile: dk, createdBy: 'a test', contracts }
  await runInvoices(request, { ports, runs, definition: invoice, codeVersion: '1.2.3' })
  return (await invoiceTotals(ports.pool, { runId })).net
}

describe('an accrual', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse(3)
    const days = [1, 2, 3].flatMap((n) => Array.from({ length: 31 }, (_, d) => goldenDay(n, january(d + 1))))
    await commitDeliveries(house.intake.ports, days, 'January')
  })
  afterAll(async () => {
    await house.close()
  })

  test('of a month that was never billed is the golden invoice without VAT, by class', async () => {
    const result = await accrueTo(house, '2026-01-31')
    expect(result).toMatchObject({
      net: '1903.53',
      openPeriods: 3,
      accruedPeriods: 3,
      exceptedPeriods: 0,
      exceptions: [],
    })
    expect(result.classes).toEqual([
      { lineType: 'energy', lines: 3, net: '1159.53' },
      { lineType: 'subscription', lines: 3, net: '147.00' },
      { lineType: 'supplier_subscription', lines: 3, net: '117.00' },
      { lineType: 'tariff', lines: 9, net: '470.19' },
      { lineType: 'tax', lines: 3, net: '9.81' },
    ])
    const [entry] = await findEntries(house.ports.pool, { sourceType: 'accruals.run', sourceId: result.runId })
    expect(entry).toMatchObject({ documentType: 'accrual', postingDate: '2026-01-31' })
    expect(entry?.lines.map(({ account, debitOre, creditOre }) => [account, debitOre - creditOre])).toEqual([
      ['1200', 190353n],
      ['3000', -115953n],
      ['3100', -61719n],
      ['3010', -11700n],
      ['2100', -981n],
    ])
    expect(await readdir(house.ports.scratch).catch(() => [])).toEqual([])
  })

  test('after a bill to the 24th is to the øre the later bill of the days to the 31st', async () => {
    await billTo(house, '2026-01-24')
    const { net, openPeriods } = await accrueTo(house, '2026-01-31')
    expect(openPeriods).toBe(3)
    expect(await billTo(house, '2026-01-31')).toBe(net)
  })

  test('of days that are all billed is nothing, and takes back the one before', async () => {
    const result = await accrueTo(house, '2026-01-31')
    expect(result).toMatchObject({ net: '0.00', openPeriods: 0, classes: [] })
    const { accounts } = await ledgerTotals(house.ports.pool)
    expect(accounts.find(({ account }) => account === '1200')?.balanceOre).toBe(0n)
    expect((await ledgerCheck(house.ports.pool)).every(({ failing }) => failing === 0n)).toBe(true)
  })

  test('every one but the last is taken back, by the exact opposite, once', async () => {
    const accruals = await listAccruals(house.ports.pool, { limit: 100 })
    expect(accruals.map(({ reversedBy }) => reversedBy)).toEqual([null, accruals[0]?.runId, accruals[1]?.runId])
    const entries = await findEntries(house.ports.pool, { sourceType: 'accruals.run' })
    for (const reversal of entries.filter(({ documentType }) => documentType === 'accrual_reversal')) {
      const original = entries.find(({ idempotencyKey }) => reversal.idempotencyKey === `reversal:${idempotencyKey}`)
      expect(reversal.lines.map((line) => [line.account, line.creditOre, line.debitOre])).toEqual(
        original?.lines.map((line) => [line.account, line.debitOre, line.creditOre]),
      )
      // For the same day the books would else hold two.
      expect(reversal.postingDate).toBe('2026-01-31')
    }
  })

  test('its lines are what is exported', async () => {
    const rows: (readonly (string | null)[])[] = []
    await inTransaction(house.ports.pool, async (trx) => {
      for await (const row of accrualDataset.rows(trx)) rows.push(row)
    })
    // The one that stands has none; those that were taken back are no longer a claim.
    expect(rows).toEqual([])
  })

  test('facts are only added', async () => {
    for (const table of ['run', 'run_input', 'line', 'exception', 'run_priced', 'posting', 'reversal']) {
      await expect(house.ports.pool.query(`delete from accruals.${table}`)).rejects.toThrow()
    }
  })
})

describe('what lacks', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse(3)
    const days = [1, 2, 3].flatMap((n) =>
      Array.from({ length: 31 }, (_, d) => goldenDay(n, january(d + 1), n === 2 && d === 10 ? [5] : [])),
    )
    await commitDeliveries(
      house.intake.ports,
      days.filter((day) => day.point !== pointOf(3)),
      'without the third',
    )
  })
  afterAll(async () => {
    await house.close()
  })

  test('a reading: the other days are accrued, and the quarter-hours are named', async () => {
    const result = await accrueTo(house, '2026-01-31')
    expect(result).toMatchObject({ openPeriods: 3, exceptedPeriods: 2 })
    expect(result.exceptions).toEqual([
      {
        contractId: 'K2',
        meteringPointId: pointOf(2),
        code: 'READINGS_MISSING',
        lineType: null,
        firstInstant: '2026-01-11T04:00:00Z',
        quarters: 4,
      },
      expect.objectContaining({ contractId: 'K3', code: 'READINGS_MISSING', quarters: 31 * 96 }),
    ])
    // A day with a gap is not accrued: 386.51 of the first, and of the second 386.508 less the 12.468 of a day.
    expect(result.classes.find(({ lineType }) => lineType === 'energy')?.net).toBe('760.55')
  })

  test('a price: the line is named and not accrued, never free', async () => {
    const result = await accrueTo(house, '2026-02-01')
    expect(result.exceptions.filter(({ code }) => code === 'PRICE_MISSING')).toContainEqual(
      expect.objectContaining({
        contractId: 'K1',
        lineType: 'energy',
        firstInstant: '2026-01-31T23:00:00Z',
        quarters: 96,
      }),
    )
    expect(result.classes.find(({ lineType }) => lineType === 'energy')).toBeUndefined()
    await house.add('spot_prices', SPOT, goldenSpot('2026-02-01', '2026-02-02'))
    const mended = await accrueTo(house, '2026-02-01')
    expect(mended.exceptions.filter(({ code }) => code === 'PRICE_MISSING')).toEqual([])
    expect(mended.classes.find(({ lineType }) => lineType === 'energy')?.lines).toBeGreaterThan(0)
  })
})

test('for a later day takes the one before back on the day after it', async () => {
  const house = await openHouse(1)
  try {
    await commitDeliveries(
      house.intake.ports,
      [1, 2, 3, 4].map((d) => goldenDay(1, january(d))),
      'four days',
    )
    await accrueTo(house, '2026-01-02')
    await accrueTo(house, '2026-01-04')
    const entries = await findEntries(house.ports.pool, { sourceType: 'accruals.run' })
    expect(entries.map((entry) => [entry.documentType, entry.postingDate])).toEqual([
      ['accrual', '2026-01-02'],
      ['accrual_reversal', '2026-01-03'],
      ['accrual', '2026-01-04'],
    ])
    await expect(accrueTo(house, '2026-01-32')).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
  } finally {
    await house.close()
  }
})

/** A day to accrue to, and for each contract the day to which it was billed before. */
const billedBefore = fc.integer({ min: CONTRACTS + 1, max: 31 }).chain((to) =>
  fc.record({
    to: fc.constant(to),
    billedTo: fc.uniqueArray(fc.integer({ min: 1, max: to - 1 }), { minLength: CONTRACTS, maxLength: CONTRACTS }),
  }),
)

test('whatever was billed to before, accrual and later bill of each contract are equal', async () => {
  const house = await openHouse(CONTRACTS)
  const numbers = Array.from({ length: CONTRACTS }, (_, n) => n + 1)
  try {
    const days = numbers.flatMap((n) => Array.from({ length: 31 }, (_, d) => goldenDay(n, january(d + 1))))
    await commitDeliveries(house.intake.ports, days, 'January')
    await fc.assert(
      fc.asyncProperty(billedBefore, async ({ to, billedTo }) => {
        for (const [n, day] of billedTo.entries()) await billTo(house, january(day), [`K${n + 1}`])
        await accrueTo(house, january(to))
        const accrued = await accruedByContract(house)
        expect(accrued.map(({ contract_id }) => contract_id)).toEqual(numbers.map((n) => `K${n}`))
        await billTo(house, january(to))
        expect(await billedByContract(house)).toEqual(accrued)
      }),
      { numRuns: 1, endOnFailure: true }, // contracts are many in one run, and cannot be billed back
    )
  } finally {
    await house.close()
  }
})

type ContractNet = { contract_id: string; net_ore: bigint }

/** What the only accrual says, by contract. */
async function accruedByContract({ ports }: House): Promise<ContractNet[]> {
  const { rows } = await ports.pool.query<ContractNet>(
    'select contract_id, sum(amount_ore)::bigint as net_ore from accruals.line group by contract_id order by contract_id',
  )
  return rows
}

/** What the last bill of each contract says. */
async function billedByContract({ ports }: House): Promise<ContractNet[]> {
  const { rows } = await ports.pool.query<ContractNet>(
    `select distinct on (contract_id) contract_id, net_ore from billing.invoice order by contract_id, to_day desc`,
  )
  return rows
}
