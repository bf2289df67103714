import { dk } from '../../market/index.ts'
import { meteredDataResponsibleGln } from '../identities.ts'
import type { OwnArea } from '../fixed-points.ts'

/** A price that holds from a day of the month on, in millionths of a krone for a kWh, a month or a piece. */
export interface ChargePrice {
  /** Index of the day in the month; 0 also for what began before. */
  readonly fromDay: number
  /** One price, or 24 by the hour of the clock. */
  readonly prices: readonly bigint[]
}

/** A charge that a point may be linked to, by its natural key of code, owner and type (datahub 2.12). */
export interface ExampleCharge {
  readonly code: string
  readonly ownerId: string
  readonly type: 'tariff' | 'fee' | 'subscription'
  readonly name: string
  readonly resolution: 'PT1H' | 'P1D' | 'P1M'
  readonly isTax: boolean
  /** Its prices within the month, the first from day 0 on. */
  readonly prices: readonly ChargePrice[]
}

/** Energinet, who owns the system and transmission tariffs and the taxes (datahub 2.13). */
const SYSTEM_OPERATOR = dk.systemOperatorId ?? ''

// Low by night, high by day, peak from 17 to 21: the three levels of a grid company (datahub 4.9).
const LEVELS: Readonly<Record<OwnArea, readonly [low: bigint, high: bigint, peak: bigint]>> = {
  '801': [110_116n, 330_349n, 991_048n],
  '802': [139_700n, 209_600n, 545_000n],
}
const REBATE: Readonly<Record<OwnArea, readonly [first: bigint, later: bigint]>> = {
  '801': [-21_500n, -24_750n],
  '802': [-10_000n, -10_000n],
}
const GRID_SUBSCRIPTION: Readonly<Record<OwnArea, bigint>> = { '801': 39_000_000n, '802': 49_000_000n }
const READING_FEE = 125_500_000n

/** The day of the month from which one area's rebate is another: the price change inside the month. */
const PRICE_CHANGE_DAY = 15

/** Every charge of the market's two areas in a month `YYYY-MM`. */
export function exampleCharges(month: string): readonly ExampleCharge[] {
  return [
    ...(['801', '802'] as const).flatMap(gridCharges),
    tariff('41000', SYSTEM_OPERATOR, 'System tariff', 'P1D', flat(72_000n)),
    tariff('40000', SYSTEM_OPERATOR, 'Transmission tariff', 'PT1H', flat(43_000n)),
    { ...tariff('EA-001', SYSTEM_OPERATOR, 'Electricity tax', 'P1D', flat(taxOf(month))), isTax: true },
    { ...tariff('EA-002', SYSTEM_OPERATOR, 'Electricity tax, reduced', 'P1D', flat(REDUCED_TAX)), isTax: true },
  ]
}

function gridCharges(area: OwnArea): ExampleCharge[] {
  const owner = gridCompanyOf(area)
  const [first, later] = REBATE[area]
  const rebates: ChargePrice[] = [{ fromDay: 0, prices: [first] }]
  if (later !== first) rebates.push({ fromDay: PRICE_CHANGE_DAY, prices: [later] })
  const once = { ownerId: owner, resolution: 'P1M', isTax: false } as const
  return [
    tariff(`NT-${area}`, owner, `Grid tariff ${area}`, 'PT1H', [{ fromDay: 0, prices: byHour(LEVELS[area]) }]),
    tariff(`NT-${area}-R`, owner, `Grid tariff ${area}, rebate`, 'P1D', rebates),
    {
      ...once,
      code: `AB-${area}`,
      type: 'subscription',
      name: `Grid subscription ${area}`,
      prices: flat(GRID_SUBSCRIPTION[area]),
    },
    { ...once, code: `GB-${area}`, type: 'fee', name: `Reading ${area}`, prices: flat(READING_FEE) },
  ]
}

/** The company that owns an area's charges: the one that reads its meters. */
function gridCompanyOf(area: OwnArea): string {
  return meteredDataResponsibleGln(area)
}

function tariff(
  code: string,
  ownerId: string,
  name: string,
  resolution: 'PT1H' | 'P1D',
  prices: readonly ChargePrice[],
): ExampleCharge {
  return { code, ownerId, type: 'tariff', name, resolution, isTax: false, prices }
}

function flat(price: bigint): readonly ChargePrice[] {
  return [{ fromDay: 0, prices: [price] }]
}

function byHour([low, high, peak]: readonly [bigint, bigint, bigint]): readonly bigint[] {
  return Array.from({ length: 24 }, (_, hour) => (hour < 6 ? low : hour >= 17 && hour < 21 ? peak : high))
}

// datahub 4.9, for a kWh; the reduced rate has not moved.
const REDUCED_TAX = 8_000n
const TAX_FROM: readonly (readonly [month: string, tax: bigint])[] = [
  ['2020-01', 900_000n],
  ['2023-01', 8_000n],
  ['2023-07', 697_000n],
  ['2024-01', 761_000n],
  ['2025-01', 720_000n],
  ['2026-01', 8_000n],
]

function taxOf(month: string): bigint {
  return TAX_FROM.findLast(([from]) => from <= month)?.[1] ?? 900_000n
}
