import type { DayCoverage, PointGap } from './reading-gaps.ts'
import { counted, MOST_ROWS, type InputFinding } from './input-finding.ts'

/**
 * A finding for each area and day on which readings are missing: how many points and slots, and the first of them.
 * @param severity a warning as a rule, because a missing reading counts as zero (settlement 1.3)
 */
export function readingFindings(
  coverage: readonly DayCoverage[],
  gaps: readonly PointGap[],
  severity: InputFinding['severity'],
): InputFinding[] {
  const rowsOf = Map.groupBy(gaps, ({ gridArea, marketDay }) => `${gridArea} ${marketDay}`)
  return coverage
    .filter(({ slotsMissing }) => slotsMissing > 0n)
    .map(({ gridArea, marketDay, points, slots, pointsMissing, slotsMissing }) => {
      const rows = (rowsOf.get(`${gridArea} ${marketDay}`) ?? []).map((gap) => ({
        meteringPointId: gap.meteringPointId,
        marketDay: gap.marketDay,
        slots: gap.slots,
      }))
      return {
        code: 'READINGS_MISSING',
        severity,
        message: `grid area ${gridArea} on ${marketDay}: ${pointsMissing} of ${counted(points, 'point')} lack ${slotsMissing} of ${counted(slots, 'slot')}`,
        gridArea,
        day: marketDay,
        ...(rows[0] === undefined ? {} : { point: rows[0].meteringPointId }),
        points: Number(pointsMissing),
        days: 1,
        slots: Number(slotsMissing),
        rows,
      }
    })
}

/** The first days of each area whose points are to be named: as many as give the rows that are shown. */
export function daysToName(coverage: readonly DayCoverage[]): DayCoverage[] {
  const named = new Map<string, bigint>()
  return coverage.filter(({ gridArea, pointsMissing }) => {
    const before = named.get(gridArea) ?? 0n
    if (pointsMissing === 0n || before >= BigInt(MOST_ROWS)) return false
    named.set(gridArea, before + pointsMissing)
    return true
  })
}
