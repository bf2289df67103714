import type { OutgoingWholesale, WholesaleQuality } from '../../exchange/index.ts'
import {
  has,
  messagedQuality,
  NO_QUALITY,
  QUALITIES,
  QUALITY_BIT,
  slotCount,
  unionOfQualities,
  type MarketDay,
  type MessagedQuality,
  type QualitySet,
} from '../../kernel/index.ts'
import type { ColumnSet } from '../../platform/index.ts'
import { q } from '../models/columns.ts'
import { a, AMOUNT_SLOTS, p } from '../wholesale/amount-columns.ts'
import type { DayRun } from './announced-days.ts'

type Point = OutgoingWholesale['points'][number]

/**
 * Reads the positions of a run of amount rows: every hour, or every day. One that the series does not have is not
 * available; where there is no price the quantity stands alone (settlement 2.3).
 */
export function amountPoints(set: ColumnSet): (run: DayRun) => Point[] {
  const valuesAt = valueReader(set)
  const present = set.int64('present_0')
  const masks = QUALITIES.map((quality) => ({ bit: QUALITY_BIT[quality], words: set.int64(`${quality}_0`) }))
  const [types, resolutions] = [set.text('charge_type'), set.text('resolution')]
  return ({ first, rows }) => {
    const isTariff = types[first] === 'tariff'
    const slotsOf = (day: MarketDay): number => (resolutions[first] === 'PT1H' ? slotCount(day, 'PT1H') : 1)
    const points: Point[] = []
    for (const { row, day } of rows) {
      const isPresent = [Number(present[row] ?? 0n)]
      const said = masks.map(({ bit, words }) => ({ bit, mask: [Number(words[row] ?? 0n)] }))
      for (let slot = 0; slot < slotsOf(day); slot += 1) {
        const position = points.length + 1
        if (!has(isPresent, slot)) {
          points.push({ position, ...NO_RESULT })
          continue
        }
        const values = valuesAt(row, slot)
        let qualities: QualitySet = NO_QUALITY
        for (const { bit, mask } of said) if (has(mask, slot)) qualities = unionOfQualities(qualities, bit)
        points.push({ position, ...values, quality: amountQuality(values.price !== undefined, isTariff, qualities) })
      }
    }
    return points
  }
}

const NO_RESULT = { quantity: undefined, price: undefined, amount: undefined, quality: 'not_available' } as const

/**
 * What an amount is called when it is messaged (settlement 1.6): without a price missing; of subscriptions and fees
 * calculated; of tariffs by the qualities of the energy.
 */
function amountQuality(hasPrice: boolean, isTariff: boolean, qualities: QualitySet): WholesaleQuality {
  if (!hasPrice) return ANNOUNCED[messagedQuality(QUALITY_BIT.missing).cimWholesale]
  return isTariff ? ANNOUNCED[messagedQuality(qualities).cimWholesale] : 'calculated'
}

const ANNOUNCED: Readonly<Record<MessagedQuality['cimWholesale'], WholesaleQuality>> = {
  A02: 'not_available',
  A05: 'incomplete',
  A06: 'calculated',
}

type Values = Pick<Point, 'quantity' | 'price' | 'amount'>

function valueReader(set: ColumnSet): (row: number, slot: number) => Values {
  const columns = Array.from({ length: AMOUNT_SLOTS }, (_, slot) => ({
    quantities: set.int64(q(slot)),
    prices: set.int64(p(slot)),
    hasPrice: set.presence(p(slot)),
    amounts: set.int64(a(slot)),
    hasAmount: set.presence(a(slot)),
  }))
  return (row, slot) => {
    const column = columns[slot]
    return {
      // Quantities have three decimals, documents six.
      quantity: (column?.quantities[row] ?? 0n) * 1000n,
      price: column?.hasPrice(row) === true ? column.prices[row] : undefined,
      amount: column?.hasAmount(row) === true ? column.amounts[row] : undefined,
    }
  }
}
