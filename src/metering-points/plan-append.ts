import { finding } from '../kernel/index.ts'
import type { Finding, Where } from '../kernel/index.ts'
import type { GridAreaPeriod, MarketProfile } from '../market/index.ts'
import type { PointMasterData, PointStatement } from './model.ts'
import { sameValues, valuesOf } from './model.ts'
import { checkInHistory } from './rules/check-in-history.ts'
import { checkStatement } from './rules/check-statement.ts'
import type { Surroundings } from './rules/history-rules.ts'
import type { PointHistory } from './rules/history.ts'
import type { RecordedStatement } from './store.ts'

/** A statement with its place in what was handed in. */
export type Candidate = { readonly row: PointStatement; readonly where: Where }

/** What is to be done with the candidates. */
export type AppendPlan = {
  /** sound and new, in the order given */
  readonly append: readonly Candidate[]
  /** sound, but known already: nothing to be done */
  readonly unchanged: readonly Candidate[]
  /** refused, each with all its faults */
  readonly refused: readonly { readonly candidate: Candidate; readonly findings: readonly Finding[] }[]
}

type Refusals = Map<Candidate, Finding[]>

/** Candidates that are sound on their own, and the faults of the others; needs no database. */
export function checkAlone(
  candidates: readonly Candidate[],
  profile: MarketProfile,
): { sound: Candidate[]; refusals: Refusals } {
  const refusals: Refusals = new Map()
  const seen = new Set<string>()
  for (const candidate of candidates) {
    const { row, where } = candidate
    const findings = checkStatement(row, profile, where)
    const key = `${row.meteringPointId} ${row.validFrom}`
    if (seen.has(key)) {
      findings.push(
        finding('PERIOD_DOUBLED', `${row.validFrom} is stated twice`, {
          ...where,
          point: row.meteringPointId,
          field: 'valid_from',
        }),
      )
    }
    seen.add(key)
    if (findings.length > 0) refusals.set(candidate, findings)
  }
  return { sound: candidates.filter((candidate) => !refusals.has(candidate)), refusals }
}

/** Points whose histories planAppend needs: those of the statements and their parents. */
export function pointsConcerned(candidates: readonly Candidate[]): Set<string> {
  const ids = new Set<string>()
  for (const { row } of candidates) {
    ids.add(row.meteringPointId)
    if (row.tombstone !== true && row.parentId != null) ids.add(row.parentId)
  }
  return ids
}

/**
 * Decides what is appended, pure.
 * @param known the newest statement for each point and day of pointsConcerned
 */
export function planAppend(
  checked: { readonly sound: readonly Candidate[]; readonly refusals: ReadonlyMap<Candidate, readonly Finding[]> },
  known: readonly RecordedStatement[],
  areas: readonly GridAreaPeriod[],
): AppendPlan {
  const before = historiesOf(known)
  const unchanged: Candidate[] = []
  let changing: Candidate[] = []
  for (const candidate of checked.sound) (isKnown(candidate.row, before) ? unchanged : changing).push(candidate)
  const refused = [...checked.refusals].map(([candidate, findings]) => ({ candidate, findings: [...findings] }))
  // A refused statement may be what another one relies on (its parent), so the rest is checked again until it stands.
  for (;;) {
    const around = surroundings(before, changing, areas)
    const standing: Candidate[] = []
    for (const candidate of changing) {
      const findings = checkInHistory(candidate.row, around, candidate.where)
      if (findings.length > 0) refused.push({ candidate, findings })
      else standing.push(candidate)
    }
    if (standing.length === changing.length) return { append: changing, unchanged, refused }
    changing = standing
  }
}

type Histories = Map<string, Map<string, PointMasterData | null>>

function historiesOf(known: readonly RecordedStatement[]): Histories {
  const histories: Histories = new Map()
  for (const { meteringPointId, validFrom, values } of known) put(histories, meteringPointId, validFrom, values)
  return histories
}

function put(histories: Histories, pointId: string, day: string, values: PointMasterData | null): void {
  const history = histories.get(pointId)
  if (history === undefined) histories.set(pointId, new Map([[day, values]]))
  else history.set(day, values)
}

function isKnown(row: PointStatement, before: Histories): boolean {
  const known = before.get(row.meteringPointId)?.get(row.validFrom)
  if (known === undefined) return false
  if (known === null || row.tombstone === true) return known === null && row.tombstone === true
  return sameValues(known, valuesOf(row))
}

/** The histories as they become when all of `changing` is appended. */
function surroundings(
  before: Histories,
  changing: readonly Candidate[],
  areas: readonly GridAreaPeriod[],
): Surroundings {
  const after: Histories = new Map()
  const fresh = new Set<string>()
  for (const { row } of changing) {
    fresh.add(`${row.meteringPointId} ${row.validFrom}`)
    if (!after.has(row.meteringPointId)) after.set(row.meteringPointId, new Map(before.get(row.meteringPointId)))
    put(after, row.meteringPointId, row.validFrom, row.tombstone === true ? null : valuesOf(row))
  }
  const since = new Map<string, string>()
  for (const { code, validFrom } of areas) if (validFrom < (since.get(code) ?? '9999')) since.set(code, validFrom)
  return {
    historyOf: (pointId): PointHistory | undefined => after.get(pointId) ?? before.get(pointId),
    isNew: (pointId, day) => fresh.has(`${pointId} ${day}`),
    wasKnown: (pointId, day) => before.get(pointId)?.has(day) === true,
    areaExistsOn: (code, day) => (since.get(code) ?? '9999') <= day,
  }
}
