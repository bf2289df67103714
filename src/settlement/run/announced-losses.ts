import type { OutgoingReading } from '../../exchange/index.ts'
import type { DayRows } from '../../kernel/index.ts'
import { newDayRows } from '../../measurements/index.ts'
import type { ColumnSet } from '../../platform/index.ts'
import { resultResolution } from '../arguments.ts'
import { q } from '../models/columns.ts'
import { dayRuns } from './announced-days.ts'
import type { StartedCalculation } from './calculation-store.ts'

const KEYS = ['time_series_type', 'metering_point_id', 'energy_supplier_id'] as const

const ACTIVE_ENERGY = '8716867000030'

/**
 * The rows of announcedLossSql as readings for the suppliers of the loss points: calculated values, since nobody reads
 * these points (settlement 1.5 #7 and #8).
 * @param registeredAtMs when they are published: it orders versions of a reading
 */
export function announcedLosses(set: ColumnSet, given: StartedCalculation, registeredAtMs: number): OutgoingReading[] {
  const [types, points, suppliers] = [
    set.text('time_series_type'),
    set.text('metering_point_id'),
    set.text('energy_supplier_id'),
  ]
  const resolution = resultResolution(given)
  const rows = calculatedRows(set, resolution === 'PT1H' ? 25 : 100)
  return dayRuns(set, KEYS, given.zone).map(({ first, rows: days, fromMs, toMs }) => ({
    receiver: { actorId: suppliers[first] ?? '', role: 'DDQ' },
    processType: 'E23',
    registeredAtMs,
    meteringPointId: points[first] ?? '',
    // Positive loss is consumption, negative loss is production (settlement 1.2).
    meteringPointType: types[first] === 'positive_grid_loss' ? 'E17' : 'E18',
    product: ACTIVE_ENERGY,
    unit: 'KWH',
    resolution,
    fromMs,
    toMs,
    rows,
    firstRow: first,
    rowCount: days.length,
  }))
}

/** All rows as one block of day rows in which every slot that a series has is calculated. */
function calculatedRows(set: ColumnSet, slotClass: 25 | 100): DayRows {
  const block = newDayRows(slotClass, set.rowCount)
  block.marketDay.set(set.int32('market_day'))
  const words = slotClass === 25 ? 1 : 2
  for (let word = 0; word < words; word += 1) {
    const present = set.int64(`present_${word}`)
    for (let row = 0; row < set.rowCount; row += 1) {
      block.stated[row * words + word] = Number(present[row] ?? 0n)
    }
  }
  block.calculated.set(block.stated)
  for (let slot = 0; slot < slotClass; slot += 1) {
    const [values, hasValue] = [set.int64(q(slot)), set.presence(q(slot))]
    for (let row = 0; row < set.rowCount; row += 1) {
      if (hasValue(row)) block.values[row * slotClass + slot] = (values[row] ?? 0n) * 1000n
    }
  }
  return block
}
