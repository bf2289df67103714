import { formatInstant } from '../../kernel/index.ts'
import type { FoundPoint, PointPage, PointTimeline, PointView, TimelineEntry } from '../../metering-points/index.ts'

/** A page of points as it is answered: numbers of commits are texts. */
export function toPointList({ points, next }: PointPage) {
  return { points: points.map(toPoint), next }
}

/** A point on a day as it is answered. */
export function toPointAnswer({ meteringPointId, asOf, version, periods, parent, children }: PointView) {
  return {
    meteringPointId,
    asOf,
    version:
      version === null
        ? null
        : { ...version, recordedSeq: String(version.recordedSeq), processId: textOrNull(version.processId) },
    periods: periods.map((period) => ({ ...period, recordedSeq: String(period.recordedSeq) })),
    parent: parent === null ? null : toPoint(parent),
    children: children.map(toPoint),
  }
}

/** A page of a timeline as it is answered. */
export function toTimelineAnswer({ meteringPointId, entries, next }: PointTimeline) {
  return { meteringPointId, entries: entries.map(toEntry), next }
}

function toPoint(point: FoundPoint) {
  return { ...point, recordedSeq: String(point.recordedSeq) }
}

function toEntry(entry: TimelineEntry) {
  if (entry.kind === 'import') return { ...entry, recordedSeq: String(entry.recordedSeq) }
  const { receivedAtMs, ...process } = entry
  return {
    ...process,
    recordedSeq: String(process.recordedSeq),
    processId: String(process.processId),
    receivedAt: formatInstant(receivedAtMs),
    cancels: textOrNull(process.cancels),
  }
}

function textOrNull(number: bigint | null): string | null {
  return number === null ? null : String(number)
}
