import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { examplePoint } from '../../../test/reading-documents.ts'
import { marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { GOLDEN_HOURS, pointOf, supplierMarket } from '../testing/supplier-market.ts'
import { invoiceRun } from './invoice-run.ts'
import { runInvoices } from './run-invoices.ts'

const SELLER = '5790000000012'
const DAYS = 31
/** Each sequence has a customer of its own in one database. */
const SEQUENCES = 12
const january = (day: number): string => `2026-01-${String(day).padStart(2, '0')}`

/** What happens to one customer: a range of days arrives, each hour with some more energy than usual; or a bill is made. */
type Step =
  | { readonly kind: 'arrive'; readonly first: number; readonly days: number; readonly extraMicro: bigint }
  | { readonly kind: 'bill'; readonly to: number }

const anyDay = fc.integer({ min: 1, max: DAYS })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('arrive' as const),
    first: anyDay,
    days: fc.integer({ min: 1, max: 12 }),
    extraMicro: fc.integer({ min: 0, max: 50 }).map((milli) => BigInt(milli) * 1000n),
  }),
  fc.record({ kind: fc.constant('bill' as const), to: anyDay }),
)

interface House {
  readonly intake: TestIntake
  readonly ports: BillingPorts
  readonly runs: Runs
  readonly definition: RunDefinition
}

test(
  'whatever arrives when, and whenever bills are made, every day is billed once with the energy that stood then',
  {
    timeout: 240_000,
  },
  async () => {
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
    const customers = Array.from({ length: SEQUENCES }, (_, n) => n + 1)
    await supplierMarket(pool, join(intake.directory, 'csv'), {
      customers: SEQUENCES,
      points: customers.map((n) => examplePoint(n, { resolution: 'PT1H' })),
    })
    const definition = invoiceRun(ports)
    const runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
    let customer = 0
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
          customer += 1
          await liveThrough(customer, steps, { intake, ports, runs, definition })
        }),
        { numRuns: SEQUENCES, endOnFailure: true, seed: 20_260_131 },
      )
    } finally {
      await runs.close()
      await intake.close()
    }
  },
)

/** Carries the steps out, and holds what was billed against what a plain list of days says must have been. */
async function liveThrough(n: number, steps: readonly Step[], house: House): Promise<void> {
  const stands = new Map<number, bigint>()
  const billed = new Map<number, bigint>()
  let registeredAtMs = 0
  const everything: Step = { kind: 'arrive', first: 1, days: DAYS, extraMicro: 0n }
  for (const each of [...steps, everything, { kind: 'bill', to: DAYS } as const]) {
    registeredAtMs += 1
    if (each.kind === 'arrive') {
      await arrive(n, each, registeredAtMs, house)
      for (let day = each.first; day < each.first + each.days && day <= DAYS; day += 1) {
        stands.set(day, dayEnergy(each.extraMicro))
      }
    } else {
      const open = Array.from({ length: each.to }, (_, d) => d + 1).filter((day) => !billed.has(day))
      await bill(n, each.to, house)
      // A gap holds the whole contract; else all open days are billed as they stand.
      if (open.every((day) => stands.has(day))) for (const day of open) billed.set(day, stands.get(day) ?? 0n)
    }
    await holdAgainst(n, billed, house)
  }
  expect(billed.size).toBe(DAYS)
}

function dayEnergy(extraMicro: bigint): bigint {
  return GOLDEN_HOURS.reduce((sum, micro) => sum + micro + extraMicro, 0n)
}

async function arrive(
  n: number,
  { first, days, extraMicro }: Extract<Step, { kind: 'arrive' }>,
  registeredAtMs: number,
  { intake }: House,
): Promise<void> {
  const dates = Array.from({ length: Math.min(days, DAYS - first + 1) }, (_, d) => january(first + d))
  const deliveries = dates.map((date) => {
    const day = marketDay(date, dk.zone)
    const stated = new Map(
      GOLDEN_HOURS.map((micro, k) => [k, { quality: 'measured' as const, micro: micro + extraMicro }]),
    )
    const { dayNumber, hours } = day
    return {
      point: pointOf(n),
      stream: '',
      slotClass: 25 as const,
      day: dayNumber,
      slots: hours,
      registeredAtMs,
      stated,
    }
  })
  await commitDeliveries(intake.ports, deliveries, `customer ${n}, arrival ${registeredAtMs}`)
}

async function bill(n: number, to: number, { ports, runs, definition }: House): Promise<void> {
  const request = {
    runId: randomUUID(),
    to: january(to),
    issueDate: '2026-02-02',
    contracts: [`K${n}`],
    sellerId: SELLER,
    profile: dk,
    createdBy: 'a test',
  }
  await runInvoices(request, { ports, runs, definition, codeVersion: '1.2.3' })
}

async function holdAgainst(n: number, billed: ReadonlyMap<number, bigint>, { intake: { pool } }: House): Promise<void> {
  const days = await pool.query<{ day: string; times: bigint }>(
    `select d::date::text as day, count(*) as times from billing.billed_period,
       generate_series(from_day, to_day - 1, interval '1 day') as d
     where metering_point_id = $1 group by d order by d`,
    [pointOf(n)],
  )
  const expected = [...billed.keys()].toSorted((a, b) => a - b)
  expect(days.rows).toEqual(expected.map((day) => ({ day: january(day), times: 1n })))
  const energy = await pool.query<{ micro: bigint }>(
    `select coalesce(sum(quantity) * 1000000, 0)::bigint as micro from billing.invoice_line
     where metering_point_id = $1 and line_type = 'energy'`,
    [pointOf(n)],
  )
  expect(energy.rows[0]?.micro).toBe([...billed.values()].reduce((sum, micro) => sum + micro, 0n))
  const documents = await pool.query(
    `select i.invoice_number from billing.invoice i
     where contract_id = $1 and (net_ore <> (select sum(amount_ore) from billing.invoice_line l where l.invoice_number = i.invoice_number)
       or vat_ore <> round(net_ore * 0.25) or gross_ore <> net_ore + vat_ore)`,
    [`K${n}`],
  )
  expect(documents.rows).toEqual([])
}
