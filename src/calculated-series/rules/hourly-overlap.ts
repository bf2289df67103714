import type { DailyEnergy } from '../model.ts'

/** What a child took from the grid (D07) or supplied to it (D06) in one hour of UTC. */
export interface OverlapHour {
  /** market day by number */
  readonly day: number
  /** first instant of the hour, epoch milliseconds */
  readonly startMs: number
  readonly isFromGrid: boolean
  readonly microKwh: bigint
}

/** By day, the sum over its hours of the smaller of what was taken and what was supplied, micro-kWh (settlement 4, D14, group 2). */
export function hourlyOverlap(hours: readonly OverlapHour[]): DailyEnergy {
  const byHour = new Map<number, { day: number; taken: bigint; supplied: bigint }>()
  for (const { day, startMs, isFromGrid, microKwh } of hours) {
    const hour = byHour.get(startMs) ?? { day, taken: 0n, supplied: 0n }
    byHour.set(startMs, hour)
    if (isFromGrid) hour.taken += microKwh
    else hour.supplied += microKwh
  }
  const byDay = new Map<number, bigint>()
  for (const { day, taken, supplied } of byHour.values()) {
    byDay.set(day, (byDay.get(day) ?? 0n) + (taken < supplied ? taken : supplied))
  }
  return byDay
}
