import type {
  ChargeInformationInput,
  ChargeLinkInput,
  ChargePriceInput,
  ScenarioInputs,
} from '../../src/settlement/index.ts'
import { daysIn, HOUR } from './calendar.ts'
import { randomDayParts } from './day-parts.ts'
import type { DayPart } from './day-parts.ts'
import type { Period } from './market.ts'
import type { Random } from './random.ts'

type Charges = ScenarioInputs['charges']
type Charge = Pick<ChargeLinkInput, 'chargeCode' | 'chargeType' | 'chargeOwnerId'>

const OWNERS = ['8500000000801', '8500000000802', '5790000432752']
const DAY = 24 * HOUR

/**
 * Charges of several owners, among them the tax of one; their price information, prices and links.
 * @param pointIds what may be linked: points that can be charged, and others
 */
export function randomCharges(random: Random, span: Period, prefix: string, pointIds: readonly string[]): Charges {
  const taxOwner = random.pick(OWNERS)
  const charges = Array.from({ length: random.int(4, 11) }, () => randomCharge(random, prefix, taxOwner))
  const distinct = new Map(charges.map((charge) => [JSON.stringify(charge.key), charge]))
  const all = [...distinct.values()].map(({ key, isTax, resolution }) => {
    const information = randomInformation(random, span, key, isTax, resolution)
    return {
      information,
      prices: randomPrices(random, span, key, resolution),
      links: randomLinks(random, span, key, pointIds),
    }
  })
  return {
    information: all.flatMap(({ information }) => information),
    prices: all.flatMap(({ prices }) => prices),
    links: all.flatMap(({ links }) => links),
  }
}

type Resolution = Exclude<ChargeInformationInput['resolution'], 'PT15M'>

// Few codes, so that charges share their code and differ by type or owner alone.
function randomCharge(
  random: Random,
  prefix: string,
  taxOwner: string,
): { key: Charge; isTax: boolean; resolution: Resolution } {
  const chargeType = random.pick(['tariff', 'tariff', 'tariff', 'fee', 'subscription'] as const)
  const isTax = chargeType === 'tariff' && random.chance(25)
  const chargeOwnerId = isTax ? taxOwner : random.pick(OWNERS)
  const chargeCode = `${prefix}-${random.pick(isTax ? ['tax', 'tax2'] : ['a', 'b', 'c'])}`
  return {
    key: { chargeCode, chargeType, chargeOwnerId },
    isTax,
    resolution: chargeType === 'tariff' ? random.pick(['PT1H', 'P1D']) : 'P1M',
  }
}

function randomInformation(
  random: Random,
  span: Period,
  charge: Charge,
  isTax: boolean,
  resolution: Resolution,
): ChargeInformationInput[] {
  const parts: DayPart[] = random.chance(40)
    ? [{ fromMs: daysIn(span.from - 9 * DAY, span.from)[0] ?? span.from, toMs: null }]
    : randomDayParts(random, span)
  return parts.map((part) => ({ ...charge, ...part, isTax, resolution }))
}

function randomPrices(random: Random, span: Period, charge: Charge, resolution: Resolution): ChargePriceInput[] {
  // The highest price that there may be, for pieces alone: with the largest readings it would be no amount any more.
  const highest = resolution === 'P1M' && random.chance(20) ? [999_999_999_999n, -999_999_999_999n] : []
  const palette = [...Array.from({ length: random.int(1, 4) }, () => randomMicroPrice(random)), ...highest]
  const missing = random.pick([0, 0, 10, 50, 100])
  const around = daysIn(span.from - 2 * DAY, span.to + 2 * DAY)
  const instants =
    resolution === 'PT1H'
      ? Array.from({ length: (span.to - span.from) / HOUR + 4 }, (_, n) => span.from + (n - 2) * HOUR)
      : around
  const chosen = instants.filter((instant) =>
    resolution === 'P1M' ? random.chance(instant === span.from ? 50 : 15) : !random.chance(missing),
  )
  // Not where a slot begins, so nobody sees it.
  const beside = random.chance(20) ? [random.pick(around) + HOUR / 2] : []
  return [...chosen, ...beside].map((timeMs) => ({ ...charge, microPrice: random.pick(palette), timeMs }))
}

function randomMicroPrice(random: Random): bigint {
  return BigInt(
    random.pick([
      random.int(0, 100_000_000),
      random.int(0, 5_000_000),
      random.int(0, 1000),
      -random.int(1, 2_000_000),
      -random.int(1, 100),
      0,
      1,
      500,
      908_602,
      99_999_999,
    ]),
  )
}

function randomLinks(random: Random, span: Period, charge: Charge, pointIds: readonly string[]): ChargeLinkInput[] {
  const linked = new Set(Array.from({ length: random.int(0, 9) }, () => random.pick(pointIds)))
  return [...linked].flatMap((meteringPointId) => {
    const parts =
      charge.chargeType === 'fee' && random.chance(70) ? [oneDay(random, span)] : randomDayParts(random, span)
    return parts.map((part) => ({ ...charge, ...part, meteringPointId, quantity: random.pick([1, 1, 2, 3, 17]) }))
  })
}

function oneDay(random: Random, span: Period): DayPart {
  const days = daysIn(span.from - DAY, span.to + 2 * DAY)
  const at = random.int(0, days.length - 1)
  return { fromMs: days[at] ?? span.from, toMs: days[at + 1] ?? null }
}
