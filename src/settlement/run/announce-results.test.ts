import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery } from '../../../test/plain-days.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { examplePoint, GRID_COMPANY, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { decodeRsm012, dequeue, peek, queueDepths, type Party, type Rsm012Document } from '../../exchange/index.ts'
import { formatInstant, glnWithCheckDigit, marketDay, monthOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import { calculationRun, type CalculationPorts } from './calculation-run.ts'
import { insertCalculation, readCalculation } from './calculation-store.ts'
import { energyBalance } from './energy-balance.ts'
import { runCalculation, type CalculationRequest } from './start-calculation.ts'

// Area 801 on three days of which the second has 23 hours. A quarter-hour's kWh: flex 10 + 2, non-profiled 3 (nothing was
// read on the first day), production 4, import 12. So the loss is 4 on the first day and 1 on the others.
const [FIRST, SHORT, LAST] = ['2026-03-28', '2026-03-29', '2026-03-30'] as const
const [FLEX, NON_PROFILED, PRODUCTION, EXCHANGE, LOSS, CORRECTION, SMALL] = [1, 2, 3, 4, 5, 6, 7] as const
const [ONE, TWO] = [glnWithCheckDigit(1), glnWithCheckDigit(2)] as const
const [BRP_A, BRP_B, BRP_C] = [glnWithCheckDigit(901), glnWithCheckDigit(902), glnWithCheckDigit(903)] as const
const AT_ONE = { energySupplierId: ONE, balanceResponsibleId: BRP_A } as const
const AT_TWO = { energySupplierId: TWO, balanceResponsibleId: BRP_B } as const
const QUARTERS = { [FIRST]: 96, [SHORT]: 92, [LAST]: 96 } as const

let intake: TestIntake
let runs: Runs
let ports: CalculationPorts
let definition: RunDefinition
let calculations = 0

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  const { clock } = intake.ports
  ports = { pool, lake, engine, clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  definition = calculationRun(ports)
  const production = { type: 'production', settlementMethod: null, ...AT_TWO } as const
  const none = { energySupplierId: null, balanceResponsibleId: null }
  await recordMasterData(pool, [
    examplePoint(FLEX, AT_ONE),
    examplePoint(FLEX, { validFrom: LAST, ...AT_TWO }),
    examplePoint(NON_PROFILED, { settlementMethod: 'non_profiled', ...AT_TWO }),
    examplePoint(PRODUCTION, production),
    examplePoint(EXCHANGE, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      ...none,
    }),
    examplePoint(LOSS, { lossRole: 'grid_loss', ...AT_ONE }),
    examplePoint(LOSS, { validFrom: LAST, lossRole: 'grid_loss', ...AT_TWO }),
    examplePoint(CORRECTION, { ...production, lossRole: 'system_correction' }),
    examplePoint(SMALL, { energySupplierId: ONE, balanceResponsibleId: BRP_C }),
  ])
  for (const day of [FIRST, SHORT, LAST]) {
    const read = [
      reading(FLEX, day, 10),
      reading(PRODUCTION, day, 4),
      reading(EXCHANGE, day, 12),
      reading(SMALL, day, 2),
    ]
    const all = day === FIRST ? read : [...read, reading(NON_PROFILED, day, 3)]
    await commitDeliveries(intake.ports, all, `readings ${day}`)
  }
  runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

function reading(point: number, date: keyof typeof QUARTERS, kwh: number): PlainDelivery {
  const { dayNumber } = marketDay(date, dk.zone)
  const slots = QUARTERS[date]
  const stated = new Map(
    Array.from({ length: slots }, (_, k) => [k, { quality: 'measured' as const, micro: BigInt(kwh) * 1_000_000n }]),
  )
  return { point: pointId(point), stream: '', slotClass: 100, day: dayNumber, slots, registeredAtMs: 1, stated }
}

function request(other: Partial<CalculationRequest> = {}): CalculationRequest {
  return {
    calculationId: `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`,
    type: 'balance_fixing',
    gridAreas: ['801'],
    period: { fromMs: marketDay(FIRST, dk.zone).startMs, toMs: marketDay(LAST, dk.zone).endMs },
    profile: dk,
    isInternal: false,
    createdBy: 'a test',
    executionStartMs: Date.UTC(2026, 4, 1),
    ...other,
  }
}

const calculate = async (asked: CalculationRequest): ReturnType<typeof runCalculation> =>
  await runCalculation(asked, { ports, runs, definition, codeVersion: '1.2.3' })

async function drain(party: Party, category: 'measuredata' | 'aggregations'): Promise<Uint8Array[]> {
  const queue = {
    pool: intake.pool,
    zone: dk.zone,
    clock: intake.ports.clock,
    sender: { actorId: dk.operatorId ?? '', role: 'DGL' },
    bundleAgeMs: 0,
  } as const
  const bodies: Uint8Array[] = []
  for (;;) {
    const message = await peek(queue, party, category, 'json')
    if (message === undefined) return bodies
    bodies.push(message.body)
    await dequeue(queue, party, message.messageId)
  }
}

/** A series of RSM-014 as this test compares it: what it is of, and kWh and quality of runs of equal positions. */
interface Sent {
  readonly process: string
  readonly version: string
  readonly kind: string
  readonly supplier: string | undefined
  readonly balanceResponsible: string | undefined
  readonly interval: string
  /** such as `96 x 16 A04` */
  readonly values: string
  readonly totalKwh: number
}

type Coded = { readonly value: string } | undefined
interface SeriesJson {
  readonly version: string
  readonly 'settlement_Series.version'?: Coded
  readonly 'meteringGridArea_Domain.mRID': Coded
  readonly 'energySupplier_MarketParticipant.mRID'?: Coded
  readonly 'balanceResponsibleParty_MarketParticipant.mRID'?: Coded
  readonly 'marketEvaluationPoint.type': Coded
  readonly 'marketEvaluationPoint.settlementMethod'?: Coded
  readonly Period: {
    readonly resolution: string
    readonly timeInterval: { readonly start: Coded; readonly end: Coded }
    readonly Point: readonly {
      readonly position: { value: number }
      readonly quality?: Coded
      readonly quantity?: number
    }[]
  }
}

async function sums(party: Party): Promise<Sent[]> {
  const sent = (await drain(party, 'aggregations')).flatMap((body) => {
    const root = JSON.parse(Buffer.from(body).toString()) as Record<
      string,
      { readonly 'process.processType': Coded; readonly Series: readonly SeriesJson[] }
    >
    const document = root['NotifyAggregatedMeasureData_MarketDocument']
    return (document?.Series ?? []).map((series) => toSent(document?.['process.processType']?.value ?? '', series))
  })
  return sent.toSorted((a, b) => `${a.kind}${a.supplier ?? ''}`.localeCompare(`${b.kind}${b.supplier ?? ''}`))
}

function toSent(process: string, series: SeriesJson): Sent {
  const { Point, timeInterval } = series.Period
  expect(series['meteringGridArea_Domain.mRID']?.value).toBe('801')
  expect(series.Period.resolution).toBe('PT15M')
  expect(Point.map(({ position }) => position.value)).toEqual(Point.map((_, k) => k + 1))
  const runsOf: { text: string; count: number }[] = []
  for (const { quantity, quality } of Point) {
    const text = `${quantity} ${quality?.value ?? 'A04'}`
    const last = runsOf.at(-1)
    if (last?.text === text) last.count += 1
    else runsOf.push({ text, count: 1 })
  }
  return {
    process: [process, series['settlement_Series.version']?.value].filter(Boolean).join(' '),
    version: series.version,
    kind: [series['marketEvaluationPoint.type']?.value, series['marketEvaluationPoint.settlementMethod']?.value]
      .filter(Boolean)
      .join(' '),
    supplier: series['energySupplier_MarketParticipant.mRID']?.value,
    balanceResponsible: series['balanceResponsibleParty_MarketParticipant.mRID']?.value,
    interval: `${timeInterval.start?.value} ${timeInterval.end?.value}`,
    values: runsOf.map(({ text, count }) => `${count} x ${text}`).join(', '),
    totalKwh: Point.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0),
  }
}

const brief = (sent: readonly Sent[]): string[] => sent.map(({ kind, values }) => `${kind}: ${values}`)

async function losses(actorId: string): Promise<Rsm012Document['transactions'][number][]> {
  const bodies = await drain({ actorId, role: 'DDQ' }, 'measuredata')
  return bodies.flatMap((body) => {
    const { transactions, findings } = decodeRsm012(body, { profile: dk, allowCalculated: true })
    expect(findings).toEqual([])
    return transactions
  })
}

/** Transactions that wait in all queues. */
async function waiting(): Promise<number> {
  return (await queueDepths(intake.pool)).reduce((sum, { transactions }) => sum + transactions, 0)
}

async function drainAll(): Promise<void> {
  for (const { actorId, role, category } of await queueDepths(intake.pool)) {
    await drain({ actorId, role }, category === 'measuredata' ? 'measuredata' : 'aggregations')
  }
}

const WHOLE = '2026-03-27T23:00Z 2026-03-30T22:00Z'

describe('a balance fixing', () => {
  test('sends each supplier its own sums of the area, with its part of the loss', async () => {
    const { calculation } = await calculate(request())
    const one = await sums({ actorId: ONE, role: 'DDQ' })
    expect(one).toEqual([
      {
        process: 'D04',
        version: String(calculation.version),
        kind: 'E17 D01',
        supplier: ONE,
        balanceResponsible: undefined,
        interval: WHOLE,
        // Its point at another balance responsible party is in the sum; the loss point is another supplier's on the last day.
        values: '96 x 16 A04, 92 x 13 A04, 96 x 2 A04',
        totalKwh: 96 * 16 + 92 * 13 + 96 * 2,
      },
    ])
    const two = await sums({ actorId: TWO, role: 'DDQ' })
    expect(brief(two)).toEqual(['E17 D01: 96 x 11 A04', 'E17 E02: 96 x 0 A05, 188 x 3 A04', 'E18: 284 x 4 A04'])
    expect(two.map(({ interval }) => interval)).toEqual(['2026-03-29T22:00Z 2026-03-30T22:00Z', WHOLE, WHOLE])
  })

  test('sends the grid company the totals of its area, exchange and total consumption among them', async () => {
    const sent = await sums({ actorId: GRID_COMPANY, role: 'MDR' })
    expect(brief(sent)).toEqual([
      'E17: 284 x 16 A04',
      'E17 D01: 96 x 16 A04, 188 x 13 A04',
      'E17 E02: 96 x 0 A05, 188 x 3 A04',
      'E18: 284 x 4 A04',
      'E20: 284 x 12 A04',
    ])
    expect(sent.every(({ supplier, balanceResponsible }) => (supplier ?? balanceResponsible) === undefined)).toBe(true)
  })

  test('sends each balance responsible party its total and its suppliers', async () => {
    const ofParty = async (actorId: string): Promise<string[]> => {
      const sent = await sums({ actorId, role: 'DDK' })
      expect(sent.every(({ balanceResponsible }) => balanceResponsible === actorId)).toBe(true)
      return sent.map(({ kind, supplier, values }) => `${kind} ${supplier ?? 'all'}: ${values}`)
    }
    expect(await ofParty(BRP_A)).toEqual([
      `E17 D01 all: 96 x 14 A04, 92 x 11 A04`,
      `E17 D01 ${ONE}: 96 x 14 A04, 92 x 11 A04`,
    ])
    expect(await ofParty(BRP_B)).toEqual(
      ['E17 D01|96 x 11 A04', 'E17 E02|96 x 0 A05, 188 x 3 A04', 'E18|284 x 4 A04'].flatMap((line) => {
        const [kind, values] = line.split('|')
        return [`${kind} all: ${values}`, `${kind} ${TWO}: ${values}`]
      }),
    )
    expect(await ofParty(BRP_C)).toEqual(['E17 D01 all: 284 x 2 A04', `E17 D01 ${ONE}: 284 x 2 A04`])
  })

  test('sends the loss to whoever supplies the loss points on the day, as calculated readings registered now', async () => {
    const [first, ...rest] = await losses(ONE)
    expect(rest).toEqual([])
    expect(first).toMatchObject({
      meteringPointId: pointId(LOSS),
      meteringPointType: 'E17',
      product: '8716867000030',
      unit: 'KWH',
      resolution: 'PT15M',
      registeredAtMs: intake.ports.clock.nowMs(),
      positions: 188,
      sum: BigInt(96 * 4 + 92) * 1_000_000n,
      qualities: { calculated: 188 },
    })
    const two = await losses(TWO)
    expect(
      two.map(({ meteringPointId, meteringPointType, positions, sum, fromMs }) => [
        meteringPointId,
        meteringPointType,
        positions,
        sum,
        formatInstant(fromMs),
      ]),
    ).toEqual([
      [pointId(CORRECTION), 'E18', 284, 0n, '2026-03-27T23:00:00Z'],
      [pointId(LOSS), 'E17', 96, 96_000_000n, '2026-03-29T22:00:00Z'],
    ])
    expect(await waiting()).toBe(0)
  })

  test('what suppliers are sent adds up to what is published', async () => {
    await calculate(request())
    const [balance] = await energyBalance({ type: 'balance_fixing', from: FIRST, to: '2026-03-31' }, ports)
    const sent = (await Promise.all([ONE, TWO].map((actorId) => sums({ actorId, role: 'DDQ' })))).flat()
    // Whole kWh, by the example.
    const total = (type: string): string =>
      `${sent.filter(({ kind }) => kind.startsWith(type)).reduce((sum, { totalKwh }) => sum + totalKwh, 0)}.000`
    expect([total('E17'), total('E18')]).toEqual([balance?.settledConsumption, balance?.settledProduction])
    await drainAll()
  })
})

describe('once', () => {
  test('asked for twice at once and again, a calculation sends once', async () => {
    const asked = request()
    await Promise.all([calculate(asked), calculate(asked)])
    await calculate(asked)
    expect(await sums({ actorId: ONE, role: 'DDQ' })).toHaveLength(1)
    expect(await losses(ONE)).toHaveLength(1)
    await drainAll()
  })

  test('calculations that are published at the same moment each send, under their own version', async () => {
    const finished = await Promise.all([request(), request(), request()].map((asked) => calculate(asked)))
    const versions = finished.map(({ calculation }) => String(calculation.version)).toSorted()
    const sent = await sums({ actorId: ONE, role: 'DDQ' })
    expect(sent.map(({ version }) => version).toSorted()).toEqual(versions)
    await drainAll()
  })

  test('a publication that fails has sent nothing; repeated, it sends', async () => {
    const asked = request()
    await start(asked)
    const publish = definition.steps.find(({ name }) => name === 'publish')
    for (const { name, execute } of definition.steps) {
      if (name === 'publish') break
      const { effect } = await execute(asked.calculationId)
      await inTransaction(intake.pool, async (trx) => effect?.(trx))
    }
    const step = await publish?.execute(asked.calculationId)
    const failing = inTransaction(intake.pool, async (trx) => {
      await step?.effect?.(trx)
      throw new Error('the machine stopped')
    })
    await expect(failing).rejects.toThrow('stopped')
    expect(await waiting()).toBe(0)
    await inTransaction(intake.pool, async (trx) => step?.effect?.(trx))
    expect(await sums({ actorId: ONE, role: 'DDQ' })).toHaveLength(1)
    await drainAll()
  })

  test('a later calculation sends again, with its higher version', async () => {
    const versions = []
    for (const asked of [request(), request()]) versions.push((await calculate(asked)).calculation.version)
    const sent = await sums({ actorId: ONE, role: 'DDQ' })
    expect(sent.map(({ version }) => BigInt(version))).toEqual(versions)
    expect(versions[1]).toBeGreaterThan(versions[0] ?? 0n)
    expect((await losses(ONE)).map(({ positions }) => positions)).toEqual([188, 188])
    await drainAll()
  })

  test('of a calculation that is overtaken the sums are sent, and the loss of those days only that nobody published', async () => {
    const early = request()
    const version = await start(early)
    const { startMs, endMs } = marketDay(SHORT, dk.zone)
    await calculate(request({ period: { fromMs: startMs, toMs: endMs } }))
    await drainAll()
    await calculate(early)
    const [sent] = await sums({ actorId: ONE, role: 'DDQ' })
    expect([sent?.version, sent?.interval]).toEqual([String(version), WHOLE])
    expect((await losses(ONE)).map(({ positions, fromMs }) => [positions, formatInstant(fromMs)])).toEqual([
      [96, '2026-03-27T23:00:00Z'],
    ])
    expect((await losses(TWO)).map(({ positions }) => positions)).toEqual([96, 96, 96])
    await drainAll()
  })
})

describe('the kind of calculation', () => {
  test('an internal one tells nobody anything, also not that its days are published', async () => {
    const earlier = request({ type: 'aggregation' })
    await start(earlier)
    await calculate(request({ type: 'aggregation', isInternal: true }))
    expect(await waiting()).toBe(0)
    await calculate(earlier)
    expect((await losses(ONE)).map(({ positions }) => positions)).toEqual([188])
    await drainAll()
  })

  test('a preliminary aggregation is D03', async () => {
    await calculate(request({ type: 'aggregation' }))
    expect((await sums({ actorId: TWO, role: 'DDQ' })).map(({ process }) => process)).toEqual(['D03', 'D03', 'D03'])
    await drainAll()
  })

  test.each([
    ['wholesale_fixing', 'D05'],
    ['first_correction_settlement', 'D32 D01'],
    ['second_correction_settlement', 'D32 D02'],
    ['third_correction_settlement', 'D32 D03'],
  ] as const)('%s is %s, and balance responsible parties are sent their suppliers only', async (type, process) => {
    const { fromMs, toMs } = monthOf('2026-03', dk.zone)
    await calculate(request({ type, period: { fromMs, toMs } }))
    const sent = [
      ...(await sums({ actorId: TWO, role: 'DDQ' })),
      ...(await sums({ actorId: GRID_COMPANY, role: 'MDR' })),
    ]
    expect(sent.length).toBe(8)
    expect(new Set(sent.map((one) => one.process))).toEqual(new Set([process]))
    const kinds = async (actorId: string): Promise<string[]> =>
      (await sums({ actorId, role: 'DDK' })).map((one) => `${one.process} ${one.kind} ${one.supplier ?? 'all'}`)
    expect(await kinds(BRP_A)).toEqual([`${process} E17 D01 ${ONE}`])
    expect(await kinds(BRP_B)).toEqual(['E17 D01', 'E17 E02', 'E18'].map((kind) => `${process} ${kind} ${TWO}`))
    expect(await kinds(BRP_C)).toEqual([`${process} E17 D01 ${ONE}`])
    await drainAll()
  })
})

/** Starts a calculation without carrying it out. */
async function start(asked: CalculationRequest): Promise<bigint> {
  const { profile, ...rest } = asked
  const given = { ...rest, zone: profile.zone, quarterlyTransitionMs: profile.quarterlyTransitionMs ?? 0 }
  await insertCalculation(intake.pool, given, '1.2.3')
  return (await readCalculation(intake.pool, asked.calculationId, dk.zone)).version
}
