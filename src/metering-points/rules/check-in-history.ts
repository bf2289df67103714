import { finding } from '../../kernel/index.ts'
import type { Finding, Where } from '../../kernel/index.ts'
import type { Candidate } from '../candidate.ts'
import { HISTORY_RULES, versionOf, type HistoryRule, type Surroundings, type Version } from './history-rules.ts'
import { valueOf, type Holds } from './rule.ts'

/** What is wrong with a statement in its surroundings: the point's other periods, its parent, its grid areas (settlement 6.1). */
export function checkInHistory({ row, values, where }: Candidate, around: Surroundings, holds: Holds): Finding[] {
  const { meteringPointId: point, validFrom: day } = row
  if (values !== null) return checkVersionInHistory(versionOf(point, day, values, around), holds, where)
  if (around.wasKnown(point, day)) return []
  return [finding('PERIOD_UNKNOWN', `no period starts on ${day}`, { ...where, point, day, field: 'valid_from' })]
}

/** What is wrong with a version in its surroundings. @param holds `processes`: also what only processes must keep */
export function checkVersionInHistory(version: Version, holds: Holds, where: Where = {}): Finding[] {
  const findings: Finding[] = []
  for (const rule of RULES[holds]) {
    if (!rule.broken(version)) continue
    const value = valueOf(version.values, rule.field)
    findings.push(
      finding(rule.code, rule.english(version), {
        ...where,
        point: version.pointId,
        day: version.day,
        field: rule.field,
        value: value === null ? undefined : String(value),
        danish: rule.danish(version),
      }),
    )
  }
  return findings
}

const ALWAYS = HISTORY_RULES.filter(({ holds }) => holds === 'always')
const RULES: Readonly<Record<Holds, readonly HistoryRule[]>> = { always: ALWAYS, processes: HISTORY_RULES }
