import { dayNumberOf, monthOf } from '../../kernel/index.ts'
import type { Family } from '../family.ts'
import { joinedPeriods, parentPeriods } from '../parent-periods.ts'
import { capacitySettlement, keepLargest, selectionWindow, type HourCandidate } from '../rules/capacity-settlement.ts'
import { commonDays, type DaySpan } from '../rules/day-span.ts'
import type { SeriesInput } from './open-input.ts'
import type { SeriesResult } from './series-result.ts'

interface Window extends DaySpan {
  readonly peaks: HourCandidate[]
}

/** Capacity settlement (D19) of a month for some families: a window for each customer of the month. */
export async function calculateCapacity(
  input: SeriesInput,
  families: readonly Family[],
  first: string,
  last: string,
): Promise<Pick<SeriesResult, 'points' | 'capacity'>> {
  const month = monthSpan(input)
  const windows = new Map(families.map((family) => [family.parentId, windowsOf(family, month)]))
  for await (const { familyId, day, hours } of input.hours(first, last)) {
    const window = windows.get(familyId)?.find(({ fromDay, toDay }) => fromDay <= day && day < toDay)
    if (window !== undefined) for (const hour of hours) keepLargest(window.peaks, hour)
  }
  const points: SeriesResult['points'][number][] = []
  const capacity: SeriesResult['capacity'][number][] = []
  for (const { parentId, children } of families) {
    for (const { meteringPointId, type, coupled } of children.filter(({ isHourly }) => isHourly)) {
      const found = (windows.get(parentId) ?? [])
        .map(({ peaks, ...window }) => capacitySettlement(month, window, peaks, coupled))
        .filter(({ days }) => days.length > 0)
      points.push({ meteringPointId, type, days: found.flatMap(({ days }) => days) })
      capacity.push(...found.map(({ window, peaks }) => ({ meteringPointId, window, peaks })))
    }
  }
  return { points, capacity }
}

function monthSpan({ run, zone }: SeriesInput): DaySpan {
  const { days } = monthOf(run.month ?? '', zone)
  const fromDay = dayNumberOf(days[0]?.date ?? '') ?? 0
  return { fromDay, toDay: fromDay + days.length }
}

/** The windows of the customers who were there in the month; another supplier does not end one, a move-in does. */
function windowsOf({ statements }: Family, month: DaySpan): Window[] {
  return joinedPeriods(parentPeriods(statements), (_, after) => after.beginsCustomer)
    .filter((customer) => commonDays(customer, month) !== undefined)
    .flatMap((customer) => selectionWindow(month, customer) ?? [])
    .map((window) => ({ ...window, peaks: [] }))
}
