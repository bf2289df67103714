import type { Finding } from '../kernel/index.ts'
import type { GridAreaPeriod } from '../market/index.ts'
import type { Candidate } from './candidate.ts'
import type { Histories } from './histories.ts'
import { checkInHistory } from './rules/check-in-history.ts'
import type { Surroundings } from './rules/history-rules.ts'
import type { Holds } from './rules/rule.ts'

/** A candidate with why it is refused. */
export type Refusal = { readonly candidate: Candidate; readonly findings: readonly Finding[] }

/**
 * Which candidates stand in their surroundings, pure. Parents are decided before their children, so a child is held against
 * what its parent really becomes, and the order of the candidates means nothing.
 * @param before what is known already
 */
export function decidePoints(
  candidates: readonly Candidate[],
  before: Histories,
  { areas, holds }: { readonly areas: readonly GridAreaPeriod[]; readonly holds: Holds },
): { readonly standing: ReadonlySet<Candidate>; readonly refused: readonly Refusal[] } {
  const after: Histories = new Map(before)
  const fresh: Fresh = new Map()
  const around = surroundings({ before, after, fresh }, areas)
  const standing = new Set<Candidate>()
  const refused: Refusal[] = []
  for (const group of groupsInOrder(candidates)) {
    // What is refused may be what another one relies on, so the rest is looked at again until it stands.
    let left = group
    for (let refusals = -1; refusals !== 0;) {
      place(left, group, { before, after, fresh })
      const found: Refusal[] = []
      for (const candidate of left) {
        const findings = checkInHistory(candidate, around, holds)
        if (findings.length > 0) found.push({ candidate, findings })
      }
      refusals = found.length
      if (refusals === 0) break
      refused.push(...found)
      const fallen = new Set(found.map(({ candidate }) => candidate))
      left = left.filter((candidate) => !fallen.has(candidate))
    }
    for (const candidate of left) standing.add(candidate)
  }
  return { standing, refused }
}

/**
 * The candidates point by point, each point after those that it names as its parent; points that wait for each other in a
 * circle come at the end, together.
 */
function groupsInOrder(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const byPoint = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const rows = byPoint.get(candidate.row.meteringPointId)
    if (rows === undefined) byPoint.set(candidate.row.meteringPointId, [candidate])
    else rows.push(candidate)
  }
  const groups: Candidate[][] = []
  const waitsFor = new Map<string, number>()
  const childrenOf = new Map<string, string[]>()
  for (const [id, rows] of byPoint) {
    const parents = parentsAmong(rows, byPoint)
    if (parents === undefined) groups.push(rows)
    else waitsFor.set(id, parents.size)
    for (const parent of parents ?? []) {
      const children = childrenOf.get(parent)
      if (children === undefined) childrenOf.set(parent, [id])
      else children.push(id)
    }
  }
  // The list grows while it is gone through.
  for (const [first] of groups) {
    for (const child of childrenOf.get(first?.row.meteringPointId ?? '') ?? []) {
      const left = (waitsFor.get(child) ?? 0) - 1
      if (left > 0) waitsFor.set(child, left)
      else if (waitsFor.delete(child)) groups.push(byPoint.get(child) ?? [])
    }
  }
  if (waitsFor.size > 0) groups.push([...waitsFor.keys()].flatMap((id) => byPoint.get(id) ?? []))
  return groups
}

/** The points that a point's rows name as parents and that have rows themselves; undefined: none. */
function parentsAmong(rows: readonly Candidate[], byPoint: ReadonlyMap<string, unknown>): Set<string> | undefined {
  let parents: Set<string> | undefined
  for (const { values } of rows) {
    if (values?.parentId != null && byPoint.has(values.parentId)) (parents ??= new Set()).add(values.parentId)
  }
  return parents
}

/** The days of the statements that are looked at now, by point. */
type Fresh = Map<string, string | Set<string>>

type Views = { readonly before: Histories; readonly after: Histories; readonly fresh: Fresh }

/** Makes the histories of a group's points what they become when `left` of it is appended. */
function place(left: readonly Candidate[], group: readonly Candidate[], { before, after, fresh }: Views): void {
  const [first] = left
  if (first !== undefined && group.length === 1) {
    // Most points have one row; a set for each of a million days is too much.
    const { meteringPointId: id, validFrom } = first.row
    const history = before.get(id)
    after.set(
      id,
      history === undefined ? new Map([[validFrom, first.values]]) : new Map([...history, [validFrom, first.values]]),
    )
    fresh.set(id, validFrom)
    return
  }
  for (const { row } of group) {
    after.set(row.meteringPointId, new Map(before.get(row.meteringPointId)))
    fresh.set(row.meteringPointId, new Set())
  }
  for (const { row, values } of left) {
    after.get(row.meteringPointId)?.set(row.validFrom, values)
    const days = fresh.get(row.meteringPointId)
    if (days instanceof Set) days.add(row.validFrom)
  }
}

function surroundings({ before, after, fresh }: Views, areas: readonly GridAreaPeriod[]): Surroundings {
  const since = new Map<string, string>()
  for (const { code, validFrom } of areas) if (validFrom < (since.get(code) ?? '9999')) since.set(code, validFrom)
  return {
    historyOf: (pointId) => after.get(pointId),
    isNew: (pointId, day) => {
      const days = fresh.get(pointId)
      return days instanceof Set ? days.has(day) : days === day
    },
    wasKnown: (pointId, day) => before.get(pointId)?.has(day) === true,
    areaExistsOn: (code, day) => (since.get(code) ?? '9999') <= day,
  }
}
