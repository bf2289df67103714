import type { Static } from 'typebox'
import { formatInstant } from '../../kernel/index.ts'
import type { CalculationStatus, ScheduleView } from '../../settlement/index.ts'
import type { Calculation, Schedule } from './operation-schemas.ts'

/** A status as the API tells it: instants as text, the version as text. */
export function toCalculation(status: CalculationStatus): Static<typeof Calculation> {
  const { startedAtMs, publishedAtMs, version, decision, cancellation, steps, gridAreas, ...rest } = status
  return {
    ...rest,
    gridAreas: [...gridAreas],
    steps: [...steps],
    version: version.toString(),
    startedAt: formatInstant(startedAtMs),
    publishedAt: publishedAtMs === null ? null : formatInstant(publishedAtMs),
    decision: decision === null ? null : { decision: decision.decision, ...toSaid(decision) },
    cancellation: cancellation === null ? null : toSaid(cancellation),
  }
}

/** The schedule as the API tells it. */
export function toSchedule({ entries, starts }: ScheduleView): Static<typeof Schedule> {
  return {
    entries: entries.map(({ at, gridAreas, ...entry }) => ({
      ...entry,
      ...at,
      gridAreas: gridAreas === null ? null : [...gridAreas],
    })),
    starts: starts.map(({ dueAtMs, ...start }) => ({ ...start, dueAt: formatInstant(dueAtMs) })),
  }
}

function toSaid({ by, reason, atMs }: { readonly by: string; readonly reason: string | null; readonly atMs: number }) {
  return { by, reason, at: formatInstant(atMs) }
}
