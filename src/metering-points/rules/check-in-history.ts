import { finding } from '../../kernel/index.ts'
import type { Finding, Where } from '../../kernel/index.ts'
import type { PointStatement } from '../model.ts'
import { valuesOf } from '../model.ts'
import { HISTORY_RULES, versionOf, type Surroundings, type Version } from './history-rules.ts'
import { valueOf, type Holds } from './rule.ts'

/** What is wrong with a statement in its surroundings: the point's other periods, its parent, its grid areas (settlement 6.1). */
export function checkInHistory(row: PointStatement, around: Surroundings, where: Where = {}): Finding[] {
  const at = { ...where, point: row.meteringPointId, day: row.validFrom }
  if (row.tombstone === true) {
    if (around.wasKnown(row.meteringPointId, row.validFrom)) return []
    return [finding('PERIOD_UNKNOWN', `no period starts on ${row.validFrom}`, { ...at, field: 'valid_from' })]
  }
  return checkVersionInHistory(versionOf(row.meteringPointId, row.validFrom, valuesOf(row), around), 'always', at)
}

/** What is wrong with a version in its surroundings. @param holds `processes`: also what only processes must keep */
export function checkVersionInHistory(version: Version, holds: Holds, where: Where = {}): Finding[] {
  return HISTORY_RULES.filter((rule) => (holds === 'processes' || rule.holds === 'always') && rule.broken(version)).map(
    (rule) => {
      const value = valueOf(version.values, rule.field)
      return finding(rule.code, rule.english(version), {
        ...where,
        point: version.pointId,
        day: version.day,
        field: rule.field,
        value: value === null ? undefined : String(value),
        danish: rule.danish(version),
      })
    },
  )
}
