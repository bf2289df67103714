import type { PeriodValue } from './document.ts'
import type { PeriodSteps } from './period-steps.ts'
import type { PointColumns } from './point-columns.ts'
import { readPointValue } from './point-values.ts'
import type { PointRules, PointValue } from './point-values.ts'
import { shownPosition } from './position-text.ts'
import type { Tally } from './tally.ts'

/** What the positions of days, months or years state, in the order of the document; faults go into the columns. */
export function placePeriods(
  columns: PointColumns,
  steps: PeriodSteps,
  rules: PointRules,
  tally: Tally,
): PeriodValue[] {
  const value: PointValue = { mask: undefined, micro: 0, large: 0n }
  const stated = new Set<number>()
  const values: PeriodValue[] = []
  for (let point = 0; point < columns.count; point += 1) {
    readPointValue(columns, point, rules, tally, value)
    const position = columns.position[point] ?? 0
    if (position === 0) continue
    if (position > steps.count)
      columns.addFault({ point, kind: 'position-beyond-end', detail: shownPosition(position) })
    else if (stated.has(position)) columns.addFault({ point, kind: 'position-doubled', detail: `${position}` })
    else {
      stated.add(position)
      values.push({
        fromMs: steps.startMs(position - 1),
        toMs: steps.startMs(position),
        quantity: value.mask === undefined ? undefined : quantityOf(value),
        quality: value.mask ?? 'missing',
      })
    }
  }
  return values
}

function quantityOf(value: PointValue): bigint {
  return value.micro < 0 ? value.large : BigInt(value.micro)
}
