import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { GridAreaPeriod, MarketProfile } from '../market/index.ts'
import type { Candidate } from './candidate.ts'
import { decidePoints } from './decide-points.ts'
import type { Refusal } from './decide-points.ts'
import { historiesOf, isKnownVersion } from './histories.ts'
import type { PointStatement } from './model.ts'
import { checkAsStated } from './rules/check-statement.ts'
import type { Holds } from './rules/rule.ts'
import type { RecordedStatement } from './store.ts'

/** What is to be done with the candidates. */
export type AppendPlan = {
  /** sound and new, in the order given */
  readonly append: readonly Candidate[]
  /** sound, but known already: nothing to be done */
  readonly unchanged: readonly Candidate[]
  /** refused, each with all its faults */
  readonly refused: readonly Refusal[]
}

/** Candidates of which each was looked at on its own. */
export type CheckedCandidates = {
  readonly sound: readonly Candidate[]
  readonly refusals: ReadonlyMap<Candidate, readonly Finding[]>
  /** which rules they are held to */
  readonly holds: Holds
}

/** Looks at candidates one after the other, for whoever has other things to do between them. */
export type AloneCheck = {
  readonly look: (candidate: Candidate) => void
  /** what was found in all of them */
  readonly found: () => CheckedCandidates
}

/**
 * Candidates that are sound on their own, and the faults of the others; needs no database.
 * @param holds `processes`: also what only processes must state
 */
export function checkAlone(
  candidates: readonly Candidate[],
  profile: MarketProfile,
  holds: Holds = 'always',
): CheckedCandidates {
  const check = aloneCheck(profile, holds)
  for (const candidate of candidates) check.look(candidate)
  return check.found()
}

/** The same for candidates that come one by one. */
export function aloneCheck(profile: MarketProfile, holds: Holds): AloneCheck {
  const sound: Candidate[] = []
  const refusals = new Map<Candidate, readonly Finding[]>()
  const isDoubled = doubles()
  return {
    look: (candidate) => {
      const { row, where, values } = candidate
      const findings = checkAsStated(row, values, { profile, holds, where })
      if (isDoubled(row)) findings.push(doubled(candidate))
      if (findings.length > 0) refusals.set(candidate, findings)
      else sound.push(candidate)
    },
    found: () => ({ sound, refusals, holds }),
  }
}

function doubled({ row, where }: Candidate): Finding {
  return finding('PERIOD_DOUBLED', `${row.validFrom} is stated twice`, {
    ...where,
    point: row.meteringPointId,
    field: 'valid_from',
  })
}

/** Tells of each row whether one before it had the same point and day. */
function doubles(): (row: PointStatement) => boolean {
  // Most points have one row; a set for each of a million is too much.
  const stated = new Map<string, string | Set<string>>()
  return ({ meteringPointId, validFrom }) => {
    const days = stated.get(meteringPointId)
    if (days === undefined) stated.set(meteringPointId, validFrom)
    else if (days === validFrom) return true
    else if (typeof days === 'string') stated.set(meteringPointId, new Set([days, validFrom]))
    else if (days.has(validFrom)) return true
    else days.add(validFrom)
    return false
  }
}

/** Points whose histories planAppend needs: those of the statements and their parents. */
export function pointsConcerned(candidates: readonly Candidate[]): Set<string> {
  const ids = new Set<string>()
  for (const { row, values } of candidates) {
    ids.add(row.meteringPointId)
    if (values?.parentId != null) ids.add(values.parentId)
  }
  return ids
}

/**
 * Decides what is appended, pure.
 * @param known the newest statement for each point and day of pointsConcerned
 */
export function planAppend(
  checked: CheckedCandidates,
  known: readonly RecordedStatement[],
  areas: readonly GridAreaPeriod[],
): AppendPlan {
  const before = historiesOf(known)
  const unchanged: Candidate[] = []
  const changing: Candidate[] = []
  for (const candidate of checked.sound) {
    const { row, values } = candidate
    const isKnown = isKnownVersion(before, row.meteringPointId, row.validFrom, values)
    ;(isKnown ? unchanged : changing).push(candidate)
  }
  const { standing, refused } = decidePoints(changing, before, { areas, holds: checked.holds })
  const alone = [...checked.refusals].map(([candidate, findings]) => ({ candidate, findings }))
  return { append: changing.filter((candidate) => standing.has(candidate)), unchanged, refused: [...alone, ...refused] }
}
