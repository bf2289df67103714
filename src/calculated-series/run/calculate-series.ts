import { calculateCapacity } from './calculate-capacity.ts'
import { calculateHeating } from './calculate-heating.ts'
import { calculateNetConsumption } from './calculate-net-consumption.ts'
import type { SeriesInput } from './open-input.ts'
import type { SeriesResult } from './series-result.ts'

// A year of quarters of a parent is some 300 kB.
const FAMILIES_AT_ONCE = 200

/** Calculates a series for every family, some hundred at a time. */
export async function calculateSeries(input: SeriesInput): Promise<SeriesResult> {
  const ids = await input.familyIds()
  const parts: SeriesResult[] = []
  for (let from = 0; from < ids.length; from += FAMILIES_AT_ONCE) {
    const chunk = ids.slice(from, from + FAMILIES_AT_ONCE)
    parts.push(await calculateChunk(input, chunk[0] ?? '', chunk.at(-1) ?? ''))
  }
  return {
    points: parts.flatMap((part) => part.points).filter(({ days }) => days.length > 0),
    skippedPoints: parts.reduce((sum, part) => sum + part.skippedPoints, 0),
    capacity: parts.flatMap((part) => part.capacity),
    estimates: parts.flatMap((part) => part.estimates),
  }
}

async function calculateChunk(input: SeriesInput, first: string, last: string): Promise<SeriesResult> {
  const families = await input.families(first, last)
  const skippedPoints = families.reduce(
    (sum, { children }) => sum + children.filter(({ type, isHourly }) => type === input.target && !isHourly).length,
    0,
  )
  const result = { points: [], skippedPoints, capacity: [], estimates: [] }
  switch (input.run.kind) {
    case 'capacity-settlement':
      return { ...result, ...(await calculateCapacity(input, families, first, last)) }
    case 'electrical-heating':
      return { ...result, points: await calculateHeating(input, families, first, last) }
    default:
      return { ...result, ...(await calculateNetConsumption(input, families, first, last)) }
  }
}
