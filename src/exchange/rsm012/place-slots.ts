import { marketDayOf } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import type { DayRowBuilder } from './day-row-builder.ts'
import type { Interval } from './interval.ts'
import type { PointColumns } from './point-columns.ts'
import { readPointValue } from './point-values.ts'
import type { PointRules, PointValue } from './point-values.ts'
import { shownPosition } from './position-text.ts'
import type { Tally } from './tally.ts'

/** Where the positions of a transaction belong. */
export interface SlotGrid {
  readonly interval: Interval
  /** length of a slot in milliseconds */
  readonly slotMs: number
  readonly zone: MarketZone
  /** rows that may be added before the document counts as too large */
  readonly mostRows: number
}

/**
 * Puts the positions into day rows, a row for each market day that one of them lies in, and reports what is wrong with
 * them as faults of the columns. Whether to keep the rows is the caller's decision.
 * @returns whether there was room for all rows
 */
export function placeSlots(
  columns: PointColumns,
  grid: SlotGrid,
  rules: PointRules,
  rows: DayRowBuilder,
  tally: Tally,
): boolean {
  const { interval, slotMs } = grid
  const positions = (interval.toMs - interval.fromMs) / slotMs
  const value: PointValue = { mask: undefined, micro: 0, large: 0n }
  const days = new DayFinder(grid, rows)
  let highest = 0
  for (let point = 0; point < columns.count; point += 1) {
    readPointValue(columns, point, rules, tally, value)
    const position = columns.position[point] ?? 0
    if (position === 0) continue
    if (position > positions) {
      columns.addFault({ point, kind: 'position-beyond-end', detail: shownPosition(position) })
      continue
    }
    if (!days.goTo(position - 1)) return false
    const slot = position - 1 - days.firstPosition
    // Positions mostly ascend, and then none can have been there before.
    if (position <= highest && rows.isStated(days.row, slot))
      columns.addFault({ point, kind: 'position-doubled', detail: `${position}` })
    else {
      if (position > highest) highest = position
      rows.state(days.row, slot, value.mask)
      if (value.micro > 0) rows.putSafe(days.row, slot, value.micro)
      else if (value.micro < 0) rows.put(days.row, slot, value.large)
    }
  }
  return true
}

/** The row of the day that a position lies in; the day of the position before is looked at first. */
class DayFinder {
  /** the row of the current day */
  row = -1
  /** the position, from 0, that the current day's first slot has or would have; negative when the day began before */
  firstPosition = 0
  readonly #grid: SlotGrid
  readonly #rows: DayRowBuilder
  readonly #firstRow: number
  #afterLast = 0
  #dayNumber = 0
  #rowOfDay: Map<number, number> | undefined

  constructor(grid: SlotGrid, rows: DayRowBuilder) {
    this.#grid = grid
    this.#rows = rows
    this.#firstRow = rows.count
  }

  /** Makes the day of a position (from 0) the current one. @returns false when no row may be added for it */
  goTo(position: number): boolean {
    if (this.row >= 0 && position >= this.firstPosition && position < this.#afterLast) return true
    const { interval, slotMs, zone, mostRows } = this.#grid
    const day = marketDayOf(interval.fromMs + position * slotMs, zone)
    // Most transactions are of one day and need no map.
    if (this.row >= 0) this.#rowOfDay ??= new Map([[this.#dayNumber, this.row]])
    const known = this.#rowOfDay?.get(day.dayNumber)
    if (known === undefined && this.#rows.count - this.#firstRow >= mostRows) return false
    this.row = known ?? this.#rows.add(day.dayNumber)
    this.#rowOfDay?.set(day.dayNumber, this.row)
    this.#dayNumber = day.dayNumber
    this.firstPosition = (day.startMs - interval.fromMs) / slotMs
    this.#afterLast = (day.endMs - interval.fromMs) / slotMs
    return true
  }
}
