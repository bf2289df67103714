import type { MarketDay } from '../kernel/index.ts'
import { ROLE_CODE, type Viewer } from './report-role.ts'

/** What the names of a report's files say. */
export interface Named {
  readonly gridAreas: readonly string[]
  readonly viewer: Viewer
  readonly days: readonly MarketDay[]
}

/**
 * The name of a file without its ending: prefix, grid area or `flere-net`, actor, role, first and last day, and its number
 * when files are split (settlement 4, "Settlement report").
 */
export function reportName(prefix: string, { gridAreas, viewer, days }: Named, chunk?: number): string {
  const [area] = gridAreas
  const parts = [
    prefix,
    area !== undefined && gridAreas.length === 1 ? area : SEVERAL_AREAS,
    viewer.actorId,
    ROLE_CODE[viewer.role],
    dayText(days.at(0)),
    dayText(days.at(-1)),
    ...(chunk === undefined ? [] : [String(chunk)]),
  ]
  return parts.join('_')
}

const SEVERAL_AREAS = 'flere-net'

function dayText(day: MarketDay | undefined): string {
  return day === undefined ? '' : day.date.split('-').toReversed().join('-')
}
