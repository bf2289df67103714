import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importChargeLinks, importChargePrices, importCharges } from '../src/charges/index.ts'
import { glnWithCheckDigit, marketDay, monthOf, slotClassOf, slotCount } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import type { NewPointPeriod } from '../src/metering-points/index.ts'
import { microKwh } from './micro-kwh.ts'
import { openTestIntake, type TestIntake } from './intake-ports.ts'
import type { PlainDelivery } from './plain-days.ts'
import { examplePoint, pointId, recordMasterData } from './reading-documents.ts'
import { commitDeliveries } from './reading-store.ts'

// Area 801 in March 2026, with everything that a month of wholesale settlement may have, small enough to count by hand.

/** Points of the case. */
export const POINT = {
  flex: 1,
  hourly: 2,
  production: 3,
  exchange: 4,
  loss: 5,
  correction: 6,
  child: 7,
} as const

/** The grid company as an owner of charges, and the system operator. */
export const OWNER = glnWithCheckDigit(4_000_000_001)
export const TAX_OWNER = '5790000432752'

/** Days of the month. */
export const MARCH = monthOf('2026-03', dk.zone)

/** The points of the case, connected and supplied from 2020 on. */
const CASE_POINTS: readonly NewPointPeriod[] = [
  examplePoint(POINT.flex),
  examplePoint(POINT.hourly, {
    settlementMethod: 'non_profiled',
    resolution: 'PT1H',
    energySupplierId: glnWithCheckDigit(2),
  }),
  examplePoint(POINT.production, { type: 'production', settlementMethod: null }),
  examplePoint(POINT.exchange, {
    type: 'exchange',
    settlementMethod: null,
    fromGridArea: '802',
    toGridArea: '801',
    energySupplierId: null,
    balanceResponsibleId: null,
  }),
  examplePoint(POINT.loss, { lossRole: 'grid_loss' }),
  examplePoint(POINT.correction, { type: 'production', settlementMethod: null, lossRole: 'system_correction' }),
  examplePoint(POINT.child, {
    type: 'electrical_heating',
    settlementMethod: null,
    resolution: 'PT1H',
    parentId: pointId(POINT.flex),
    energySupplierId: null,
    balanceResponsibleId: null,
  }),
]

/** A hub with the case: master data, and for every day of March each read point the same kWh in every slot. */
export async function openSettlementCase(
  kwhBySlot: Readonly<Record<number, number>> = {
    [POINT.flex]: 10,
    [POINT.hourly]: 8,
    [POINT.production]: 4,
    [POINT.exchange]: 9,
    [POINT.child]: 2,
  },
): Promise<TestIntake> {
  const intake = await openTestIntake()
  await recordMasterData(intake.pool, CASE_POINTS)
  const deliveries = MARCH.days.flatMap(({ date }) =>
    Object.entries(kwhBySlot).map(([point, kwh]) => caseReading(Number(point), date, kwh)),
  )
  await commitDeliveries(intake.ports, deliveries, 'readings of March')
  return intake
}

/** A day's readings of one of the points; of other points by the quarter. `slots` are those that it states, all unless given. */
export function caseReading(
  point: number,
  date: string,
  kwh: number,
  { registeredAtMs = 1, slots }: { readonly registeredAtMs?: number; readonly slots?: readonly number[] } = {},
): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const resolution = point === POINT.hourly || point === POINT.child ? 'PT1H' : 'PT15M'
  const count = slotCount(day, resolution)
  const stated = slots ?? Array.from({ length: count }, (_, k) => k)
  return {
    point: pointId(point),
    stream: '',
    slotClass: slotClassOf(resolution),
    day: day.dayNumber,
    slots: count,
    registeredAtMs,
    stated: new Map(stated.map((k) => [k, { quality: 'measured' as const, micro: microKwh(String(kwh)) }])),
  }
}

/** Imports charges, their prices and links, each the lines below the header. */
export async function importCaseCharges(
  { pool, directory }: TestIntake,
  lines: {
    readonly charges?: readonly string[]
    readonly prices?: readonly string[]
    readonly links?: readonly string[]
  },
): Promise<void> {
  const kinds = [
    [importCharges, 'owner_id;code;type;valid_from;valid_to;name;resolution;vat;is_tax', lines.charges],
    [importChargePrices, 'owner_id;code;type;valid_from;valid_to;price', lines.prices],
    [importChargeLinks, 'metering_point_id;owner_id;code;type;factor;valid_from;valid_to', lines.links],
  ] as const
  for (const [load, header, body = []] of kinds) {
    const path = join(directory, 'charges.csv')
    await writeFile(path, [header, ...body].join('\n'))
    const { findings } = await load(path, { pool, profile: dk })
    const refused = findings.filter(({ severity }) => severity === 'error')
    if (refused.length > 0) throw new Error(JSON.stringify(refused))
  }
}
