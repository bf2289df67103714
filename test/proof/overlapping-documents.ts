import type { EncodablePoint } from '../../src/exchange/index.ts'
import { addDays, marketDay, type MarketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import type { Random } from '../oracle/random.ts'
import type { PlainDelivery, PlainSlot } from '../plain-days.ts'
import { exampleDocument, pointId, type ExampleTransaction } from '../reading-documents.ts'

/** A document with what its transactions state, day by day, as plain values. */
export interface OverlappingDocument {
  readonly name: string
  readonly bytes: Buffer
  readonly deliveries: readonly PlainDelivery[]
}

/** Points 1 to HOURLY are read by the hour, those behind them to POINTS by the quarter-hour. */
export const HOURLY = 30
export const POINTS = 36
/** A month with a day of 23 hours. */
export const MONTH = '2026-03'

const FIRST_DAY = marketDay(`${MONTH}-01`, dk.zone)
const DAYS = 31
/** The days that small documents quarrel about; the 23-hour day is one of them. */
const CONTESTED = { from: 27, to: 31 } as const
const HOUR_MS = 3_600_000
const FEWEST_HOURS = 4

/**
 * Makes documents of the same points and days. Registration times are all different and in no order, so that the readings
 * in the end depend on nothing but the documents.
 */
export class OverlappingDocuments {
  readonly #random: Random
  #made = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** A document of the whole month for all points: a commit of its own, straight into the lake. */
  month(name: string): OverlappingDocument {
    const transactions = Array.from({ length: POINTS }, (_, n) => this.#transaction(n + 1, { from: 0, to: DAYS }))
    return this.#document(name, transactions)
  }

  /** A document of a few contested days, in whole or in part; it waits in the buffer. */
  few(name: string): OverlappingDocument {
    const transactions = Array.from({ length: this.#random.int(4, 16) }, () => {
      const from = this.#random.int(CONTESTED.from, CONTESTED.to)
      return this.#transaction(this.#random.int(1, POINTS + 1), { from, to: this.#random.int(from, CONTESTED.to) + 1 })
    })
    return this.#document(name, transactions)
  }

  #document(name: string, made: readonly MadeTransaction[]): OverlappingDocument {
    const bytes = exampleDocument(
      name,
      made.map(({ transaction }) => transaction),
    )
    return { name, bytes, deliveries: made.flatMap(({ deliveries }) => deliveries) }
  }

  #transaction(point: number, days: { readonly from: number; readonly to: number }): MadeTransaction {
    this.#made += 1
    const perHour = point <= HOURLY ? 1 : 4
    const all = Array.from({ length: days.to - days.from }, (_, i) => addDays(FIRST_DAY, days.from + i))
    const spans = all.map((day) => spanOf(day, all.length === 1 && this.#random.chance(50) ? this.#random : undefined))
    const [first, last] = [spans.at(0), spans.at(-1)]
    if (first === undefined || last === undefined) throw new RangeError('a transaction without days')
    // Seconds that look drawn, but are different for each of the first 900,007 transactions.
    const registeredAtMs = Date.UTC(2026, 3, 1) + ((this.#made * 7919) % 900_007) * 1000
    const points: EncodablePoint[] = []
    const deliveries = spans.map((span): PlainDelivery => {
      const stated = new Map<number, PlainSlot>()
      for (let slot = span.fromHour * perHour; slot < span.toHour * perHour; slot += 1) {
        const says = this.#slot()
        stated.set(slot, says)
        points.push({ position: points.length + 1, ...encodable(says) })
      }
      const { dayNumber, hours } = span.day
      return {
        point: pointId(point),
        stream: '',
        slotClass: perHour === 1 ? 25 : 100,
        day: dayNumber,
        slots: hours * perHour,
        registeredAtMs,
        stated,
      }
    })
    return {
      deliveries,
      transaction: {
        transactionId: `transaction-${this.#made}`,
        meteringPointId: pointId(point),
        resolution: perHour === 1 ? 'PT1H' : 'PT15M',
        registeredAtMs,
        fromMs: first.day.startMs + first.fromHour * HOUR_MS,
        toMs: last.day.startMs + last.toHour * HOUR_MS,
        points,
      },
    }
  }

  #slot(): PlainSlot {
    if (this.#random.chance(5)) return { quality: 'withdrawn' }
    return {
      quality: this.#random.chance(10) ? 'estimated' : 'measured',
      micro: BigInt(this.#random.int(0, 5_000)) * 1_000n,
    }
  }
}

interface MadeTransaction {
  readonly transaction: ExampleTransaction
  readonly deliveries: readonly PlainDelivery[]
}

/** Hours of a day, counted from its first instant: all, or some that a transaction may be about. */
function spanOf(
  day: MarketDay,
  random: Random | undefined,
): { readonly day: MarketDay; readonly fromHour: number; readonly toHour: number } {
  if (random === undefined) return { day, fromHour: 0, toHour: day.hours }
  const fromHour = random.int(0, day.hours - FEWEST_HOURS)
  return { day, fromHour, toHour: random.int(fromHour + FEWEST_HOURS, day.hours + 1) }
}

function encodable(says: PlainSlot): Omit<EncodablePoint, 'position'> {
  return says.quality === 'withdrawn'
    ? { quantity: undefined, quality: 'missing' }
    : { quantity: says.micro, quality: says.quality }
}
