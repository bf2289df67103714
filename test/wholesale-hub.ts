import { decodeRsm019, dequeue, peek, type Party, type QueuePorts, type Rsm019Series } from '../src/exchange/index.ts'
import { dk } from '../src/market/index.ts'
import { inTransaction, parquet } from '../src/platform/index.ts'
import { resultFiles } from '../src/settlement/index.ts'
import { amountRows, type AmountRows } from '../src/settlement/wholesale/amount-rows.ts'
import { AMOUNT_TABLES } from '../src/settlement/wholesale/amount-tables.ts'
import { examplePoint, GRID_COMPANY, pointId } from './reading-documents.ts'
import { lossPoints, ONE, openReportMarket, SYSTEM, TWO, type ReportMarketFixture } from './report-market.ts'

/** Points of the hub. */
export const POINT = { flex: 1, hourly: 2, child: 3, exchange: 4, loss: 5, correction: 6 } as const

/** Who is sent amounts: two suppliers, the grid area's owner, the system operator. */
export const RECEIVERS = {
  one: { actorId: ONE, role: 'DDQ' },
  two: { actorId: TWO, role: 'DDQ' },
  gridOwner: { actorId: GRID_COMPANY, role: 'DDM' },
  systemOperator: { actorId: SYSTEM, role: 'EZ' },
} as const satisfies Readonly<Record<string, Party>>

/** A published calculation, as it is found. */
type Published = Awaited<ReturnType<ReportMarketFixture['calculate']>>

/** A hub that has settled a month of charges for real. */
export interface WholesaleHub extends ReportMarketFixture {
  readonly fixing: Published
  /** Changes readings and prices, and settles them. */
  readonly correct: () => Promise<Published>
  /** What a calculation has stored. */
  readonly stored: (calculation: Published) => Promise<AmountRows>
  readonly queue: QueuePorts
  /** Takes everything off the queue of a receiver; its amounts, and the process of the message that they came in. */
  readonly received: (party: Party) => Promise<ReceivedAmounts[]>
}

/** A series of amounts with what its message says. */
export interface ReceivedAmounts extends Rsm019Series {
  readonly processType: string
  readonly originalTransactionId?: string
}

/**
 * Area 801 in March 2026, which has a day of 23 hours. The flex point with its electrical heating goes from ONE to TWO on the
 * 16th; the hourly point is TWO's. Readings of the 1st, 2nd, 20th and 29th, of the exchange too, so there is a loss. Charges of the
 * grid company: a tariff by the hour, a subscription, a fee. Of the system operator: a tax by the day, which has no price on the 1st,
 * and a tariff by the hour, whose price is negative. The month is settled once.
 */
export async function openWholesaleHub(): Promise<WholesaleHub> {
  const market = await openReportMarket()
  const { pool, lake, engine } = market.intake
  await market.points(points())
  await stateCharges(market)
  await market.read(DAYS.flatMap(readingsOf))
  const fixing = await market.calculate('wholesale_fixing', ['801'], '2026-03-01', '2026-04-01')
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  const queue = { pool, zone: dk.zone, clock: market.intake.ports.clock, sender, bundleAgeMs: 0 }
  return {
    ...market,
    fixing,
    queue,
    correct: async () => {
      await market.read([
        { point: POINT.flex, date: '2026-03-02', kwh: (slot) => (slot < 4 ? '3.125' : undefined) },
        { point: POINT.hourly, date: '2026-03-10', slotClass: 25, kwh: () => '0.5' },
      ])
      await market.charges({
        prices: [`${GRID_COMPANY};NET;tariff;2026-03-29;0.4`, `${SYSTEM};TAX;tariff;2026-03-01;0.008`],
      })
      return await market.calculate('first_correction_settlement', ['801'], '2026-03-01', '2026-04-01')
    },
    stored: async ({ calculationId }) => {
      const [amountPerChargeDay = '', monthlyAmount = '', totalAmount = ''] = await inTransaction(pool, async (trx) => {
        const found: string[] = []
        for (const table of AMOUNT_TABLES) found.push(parquet(await resultFiles(trx, [calculationId], lake, table)))
        return found
      })
      return await amountRows({ amountPerChargeDay, monthlyAmount, totalAmount }, dk.zone, engine)
    },
    received: async (party) => await receivedAmounts(queue, party),
  }
}

/** Days of which there are readings at first. */
const DAYS = ['2026-03-01', '2026-03-02', '2026-03-20', '2026-03-29'] as const

function points(): Parameters<ReportMarketFixture['points']>[0] {
  const nobody = { settlementMethod: null, energySupplierId: null, balanceResponsibleId: null } as const
  return [
    examplePoint(POINT.flex, { energySupplierId: ONE }),
    examplePoint(POINT.flex, { energySupplierId: TWO, validFrom: '2026-03-16' }),
    examplePoint(POINT.hourly, { energySupplierId: TWO, settlementMethod: 'non_profiled', resolution: 'PT1H' }),
    examplePoint(POINT.child, {
      ...nobody,
      type: 'electrical_heating',
      parentId: pointId(POINT.flex),
      resolution: 'PT1H',
    }),
    examplePoint(POINT.exchange, { ...nobody, type: 'exchange', fromGridArea: '802', toGridArea: '801' }),
    ...lossPoints(POINT.loss, '801'),
  ]
}

async function stateCharges(market: ReportMarketFixture): Promise<void> {
  const clockPrices = Array.from({ length: 24 }, (_, hour) => `0.1${String(hour).padStart(2, '0')}`)
  const link = (point: number, charge: string, from = '2025-01-01', to = '', factor = 1): string =>
    `${pointId(point)};${charge};${from};${to};${factor}`
  const [net, subscription, fee] = ['NET;tariff', 'ABO;subscription', 'GEB;fee'].map((key) => `${GRID_COMPANY};${key}`)
  const [tax, transmission] = ['TAX;tariff', 'TRANS;tariff'].map((key) => `${SYSTEM};${key}`)
  await market.charges({
    charges: [
      `${net};2025-01-01;PT1H;false;Grid tariff;true`,
      `${subscription};2025-01-01;P1M;false;Grid subscription;true`,
      `${fee};2025-01-01;P1M;false;Reading fee;true`,
      `${tax};2025-01-01;P1D;true;Electricity tax;true`,
      `${transmission};2025-01-01;PT1H;false;Transmission;true`,
    ],
    hourPrices: [`${net};2025-01-01;${clockPrices.join(';')}`],
    prices: [
      `${subscription};2025-01-01;64`,
      `${fee};2025-01-01;99.5`,
      `${tax};2026-03-02;0.008`,
      `${transmission};2025-01-01;-0.051234`,
    ],
    links: [
      ...[POINT.flex, POINT.hourly, POINT.loss].map((point) => link(point, net ?? '')),
      link(POINT.flex, subscription ?? '', '2026-03-11', '', 2),
      link(POINT.hourly, fee ?? '', '2026-03-05', '2026-03-06', 3),
      ...[POINT.flex, POINT.child].map((point) => link(point, tax ?? '')),
      link(POINT.hourly, transmission ?? '', '2026-03-02'),
    ],
  })
}

function readingsOf(date: string): Parameters<ReportMarketFixture['read']>[0] {
  const thousandths = (first: number, step: number) => (slot: number) => String((first + step * slot) / 1000)
  return [
    { point: POINT.flex, date, kwh: thousandths(1007, 3) },
    { point: POINT.hourly, date, slotClass: 25, kwh: thousandths(2501, 17) },
    { point: POINT.child, date, slotClass: 25, kwh: thousandths(333, 1) },
    { point: POINT.exchange, date, kwh: thousandths(2000, 5) },
  ]
}

async function receivedAmounts(queue: QueuePorts, party: Party): Promise<ReceivedAmounts[]> {
  const all: ReceivedAmounts[] = []
  for (;;) {
    const message = await peek(queue, party, 'aggregations', 'json')
    if (message === undefined) return all
    if (message.documentType === 'RSM-019') {
      const { header, series, findings } = decodeRsm019(message.body, dk.zone)
      const faults = [...findings, ...series.flatMap((one) => one.findings)]
      if (faults.length > 0 || header.receiverId !== party.actorId) throw new Error(JSON.stringify([header, faults]))
      all.push(...series.map((one) => ({ ...one, processType: header.processType })))
    }
    await dequeue(queue, party, message.messageId)
  }
}
