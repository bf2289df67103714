import { finding, findMarketDay } from '../../kernel/index.ts'
import type { Finding, Where } from '../../kernel/index.ts'
import { isMeteringPointType } from '../../market/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { valuesOf } from '../model.ts'
import type { PointMasterData, PointStatement } from '../model.ts'
import { valueOf, type Holds, type VersionRule } from './rule.ts'
import { VERSION_RULES } from './version-rules.ts'

/**
 * What is wrong with a statement on its own, without any history: identifiers, words, and which fields its type needs and
 * forbids (settlement 6.1). Every fault at once; none for a sound one.
 * @param row may come from outside: its words are checked, whatever its type says
 */
export function checkStatement(row: PointStatement, profile: MarketProfile, where: Where = {}): Finding[] {
  const at = { ...where, point: row.meteringPointId }
  const findings: Finding[] = []
  const id = profile.parseMeteringPointId(row.meteringPointId, { ...at, field: 'metering_point_id' })
  if (!id.ok) findings.push(id.error)
  if (findMarketDay(row.validFrom, profile.zone) === undefined) {
    const said = `'${row.validFrom}' is not a market day YYYY-MM-DD`
    findings.push(finding('FIELD_INVALID', said, { ...at, field: 'valid_from' }))
  }
  if (row.tombstone === true) return findings
  return [...findings, ...checkVersion(valuesOf(row), profile, 'always', { ...at, day: row.validFrom })]
}

/**
 * What is wrong with a version of a point on its own, every fault at once.
 * @param values may come from outside: what its words say decides, whatever its type says
 * @param holds `processes`: also what only processes must state
 */
export function checkVersion(
  values: PointMasterData,
  profile: MarketProfile,
  holds: Holds,
  where: Where = {},
): Finding[] {
  // Which fields apply depends on the type.
  const rules = isMeteringPointType(values.type) ? RULES[holds] : FORMS
  return withoutEchoes(rules.filter((rule) => rule.broken(values, profile))).map((rule) => {
    const value = valueOf(values, rule.field)
    return finding(rule.code, rule.english(values), {
      ...where,
      field: rule.field,
      value: value === null ? undefined : String(value),
      danish: rule.danish(values),
    })
  })
}

const ALWAYS = VERSION_RULES.filter(({ holds }) => holds === 'always')
const RULES: Readonly<Record<Holds, readonly VersionRule[]>> = { always: ALWAYS, processes: VERSION_RULES }
const FORMS = VERSION_RULES.filter(({ isForm }) => isForm === true)

/** A value that has not its form is not also said not to fit the type, and nothing is said twice of a field. */
function withoutEchoes(broken: readonly VersionRule[]): VersionRule[] {
  const malformed = new Set(broken.filter(({ isForm }) => isForm === true).map(({ field }) => field))
  const seen = new Set<string>()
  return broken.filter(({ code, field, isForm }) => {
    if (malformed.has(field) && isForm !== true) return false
    const key = `${code} ${field}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
