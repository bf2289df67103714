import { createHash } from 'node:crypto'
import type { RecordedPoints } from './recorded-case.ts'

/**
 * A part of a case's points: the first so many in an order that has nothing to do with their numbers, always the same; the
 * loss points, without which there is no calculation (settlement 1.2); and the parents of children that are among them.
 * @param most how many points beside the loss points; undefined: all
 */
export function chosenPoints({ points, lossPointIds }: RecordedPoints, most: number | undefined): RecordedPoints {
  if (most === undefined) return { points, lossPointIds }
  const loss = new Set(lossPointIds)
  const others = [...new Set(points.map((point) => point.meteringPointId))].filter((id) => !loss.has(id))
  const chosen = new Set([...loss, ...others.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, most)])
  for (const { meteringPointId, parentId } of points) {
    if (parentId !== null && chosen.has(meteringPointId)) chosen.add(parentId)
  }
  return { points: points.filter((point) => chosen.has(point.meteringPointId)), lossPointIds }
}

function placeOf(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}
