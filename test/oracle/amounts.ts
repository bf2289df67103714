import type {
  ChargeInformationInput,
  ChargePriceInput,
  PointPeriodInput,
  ScenarioInputs,
} from '../../src/settlement/index.ts'
import { daysIn, dayStart, HOUR, QUARTER } from './calendar.ts'
import { linkedSlices } from './charged-points.ts'
import type { LinkedSlice } from './charged-points.ts'
import { settle } from './settle.ts'

// Settlement 2.1 to 2.3 as the text says it: each link with each period of its point with each period of its charge's
// price information, slot by slot. Slow on purpose, and without a line of the program.

/** What one supplier owes for one charge in one slot; amounts without VAT. */
export type OracleAmount = {
  readonly gridArea: string
  readonly energySupplierId: string | null
  readonly chargeCode: string
  readonly chargeType: 'tariff' | 'fee' | 'subscription'
  readonly chargeOwnerId: string
  readonly isTax: boolean
  readonly resolution: 'PT1H' | 'P1D'
  readonly meteringPointType: string
  readonly settlementMethod: string | null
  readonly timeMs: number
  /** kWh or pieces at three decimals */
  readonly milliQuantity: bigint
  /** DKK at six decimals */
  readonly microPrice: bigint | null
  readonly microAmount: bigint | null
  /** null for fees and subscriptions */
  readonly qualities: readonly string[] | null
}

type Piece = { readonly time: number; readonly milliQuantity: bigint; readonly qualities: Set<string> | null }

export function amounts(inputs: ScenarioInputs): OracleAmount[] {
  const groups = new Map<string, { pieces: Piece[]; key: GroupKey }>()
  const series = seriesOf(inputs)
  for (const slice of linkedSlices(inputs)) {
    for (const information of inputs.charges.information) {
      if (!isSameCharge(information, slice.link)) continue
      const priceAt = pricesOf(information, inputs)
      for (const piece of piecesOf(slice, information, series)) {
        if (piece.time < information.fromMs || piece.time >= (information.toMs ?? Infinity)) continue
        const key = groupKey(slice, information, piece.time, priceAt(piece.time))
        const name = JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
        const group = groups.get(name) ?? { pieces: [], key }
        group.pieces.push(piece)
        groups.set(name, group)
      }
    }
  }
  return [...groups.values()].map(({ pieces, key }) => toAmount(pieces, key))
}

type GroupKey = Omit<OracleAmount, 'milliQuantity' | 'microAmount' | 'qualities'>

function groupKey(
  { point }: LinkedSlice,
  information: ChargeInformationInput,
  timeMs: number,
  microPrice: bigint | null,
): GroupKey {
  return {
    gridArea: point.gridArea,
    energySupplierId: point.energySupplierId,
    chargeCode: information.chargeCode,
    chargeType: information.chargeType,
    chargeOwnerId: information.chargeOwnerId,
    isTax: information.isTax,
    resolution: information.resolution === 'PT1H' ? 'PT1H' : 'P1D',
    meteringPointType: point.type,
    settlementMethod: point.settlementMethod,
    timeMs,
    microPrice,
  }
}

// "multiply the sum, then round".
function toAmount(pieces: readonly Piece[], key: GroupKey): OracleAmount {
  let milliQuantity = 0n
  let qualities: Set<string> | null = null
  for (const piece of pieces) {
    milliQuantity += piece.milliQuantity
    if (piece.qualities !== null) qualities = (qualities ?? new Set()).union(piece.qualities)
  }
  const microAmount = key.microPrice === null ? null : divideRounded(milliQuantity * key.microPrice, 1000n)
  return { ...key, milliQuantity, microAmount, qualities: qualities === null ? null : [...qualities].toSorted() }
}

function isSameCharge(
  a: Pick<ChargePriceInput, 'chargeCode' | 'chargeType' | 'chargeOwnerId'>,
  b: Pick<ChargePriceInput, 'chargeCode' | 'chargeType' | 'chargeOwnerId'>,
): boolean {
  return a.chargeCode === b.chargeCode && a.chargeType === b.chargeType && a.chargeOwnerId === b.chargeOwnerId
}

// Pieces: the link's quantity on each of its days. Energy: the point's series, hour by hour or day by day; a link's
// quantity says nothing there.
function piecesOf(slice: LinkedSlice, information: ChargeInformationInput, series: Series): Piece[] {
  if (slice.link.chargeType !== 'tariff') {
    const milliQuantity = BigInt(slice.link.quantity) * 1000n
    return daysIn(slice.from, slice.to).map((time) => ({ time, milliQuantity, qualities: null }))
  }
  const slots = new Map<number, { microKwh: bigint; qualities: Set<string> }>()
  for (const { time, microKwh, quality } of series(slice.point)) {
    if (time < slice.from || time >= slice.to) continue
    const start = information.resolution === 'P1D' ? dayStart(time) : time - (time % HOUR)
    const slot = slots.get(start) ?? { microKwh: 0n, qualities: new Set() }
    slots.set(start, { microKwh: slot.microKwh + microKwh, qualities: slot.qualities.add(quality) })
  }
  return [...slots].map(([time, { microKwh, qualities }]) => ({
    time,
    milliQuantity: divideRounded(microKwh, 1000n),
    qualities,
  }))
}

type PriceAt = (time: number) => bigint | null

// Of all prices only those inside both the calculation and the charge's price information. A tariff's price holds in its
// slot alone; others are carried to the next one.
function pricesOf(information: ChargeInformationInput, { charges, arguments: { period } }: ScenarioInputs): PriceAt {
  const inside = charges.prices.filter(
    (price) =>
      isSameCharge(price, information) &&
      price.timeMs >= Math.max(information.fromMs, period.fromMs) &&
      price.timeMs < Math.min(information.toMs ?? Infinity, period.toMs),
  )
  const byTime = new Map(inside.map((price) => [price.timeMs, price.microPrice]))
  if (information.chargeType === 'tariff') return (time) => byTime.get(time) ?? null
  const days = daysIn(period.fromMs, period.toMs)
  return (time) => {
    let last: bigint | null = null
    for (const day of days) if (day <= time) last = byTime.get(day) ?? last
    if (last === null || information.chargeType === 'fee') return last
    // Rounded before it is multiplied (settlement 2.2).
    return divideRounded(last, BigInt(days.length))
  }
}

/** Half away from zero. */
export function divideRounded(value: bigint, by: bigint): bigint {
  const magnitude = value < 0n ? -value : value
  const rounded = (2n * magnitude + by) / (2n * by)
  return value < 0n ? -rounded : rounded
}

type Slot = { readonly time: number; readonly microKwh: bigint; readonly quality: string }
type Series = (point: PointPeriodInput) => readonly Slot[]

// A point as it was read, at its own resolution; of a loss point the loss that it is given and nothing else.
function seriesOf(inputs: ScenarioInputs): Series {
  const readings = new Map(
    inputs.readings.map((reading) => [`${reading.meteringPointId} ${reading.observedMs}`, reading]),
  )
  const losses = settle(inputs).filter(({ level }) => level === 'metering_point')
  const lossSlots = Map.groupBy(losses, ({ keys }) => keys[4] ?? '')
  const { period } = inputs.arguments
  return (point) => {
    if (inputs.lossPointIds.includes(point.meteringPointId)) {
      return (lossSlots.get(point.meteringPointId) ?? [])
        .filter(({ time }) => time >= point.fromMs && time < (point.toMs ?? Infinity))
        .map(({ time, milliKwh }) => ({ time, microKwh: milliKwh * 1000n, quality: 'calculated' }))
    }
    const slots: Slot[] = []
    const step = point.resolution === 'PT1H' ? HOUR : QUARTER
    for (let time = point.fromMs; time < Math.min(point.toMs ?? period.toMs, period.toMs); time += step) {
      const reading = readings.get(`${point.meteringPointId} ${time}`)
      slots.push({ time, microKwh: reading?.microKwh ?? 0n, quality: reading?.quality ?? 'missing' })
    }
    return slots
  }
}
