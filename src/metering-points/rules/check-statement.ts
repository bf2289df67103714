import { finding, findMarketDay } from '../../kernel/index.ts'
import type { Finding, Where } from '../../kernel/index.ts'
import { METERING_POINT_TYPES } from '../../market/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { fieldOfColumn, valuesOf } from '../model.ts'
import type { PointMasterData, PointStatement } from '../model.ts'
import { valueOf, type Holds, type VersionRule } from './rule.ts'
import { VERSION_RULES } from './version-rules.ts'

/**
 * What is wrong with a statement on its own, without any history: identifiers, words, and which fields its type needs and
 * forbids (settlement 6.1). Every fault at once; none for a sound one.
 * @param row may come from outside: its words are checked, whatever its type says
 */
export function checkStatement(row: PointStatement, profile: MarketProfile, where: Where = {}): Finding[] {
  return checkAsStated(row, row.tombstone === true ? null : valuesOf(row), { profile, holds: 'always', where })
}

/** The same for a statement whose values were made complete; null: it withdraws. */
export function checkAsStated(
  row: PointStatement,
  values: PointMasterData | null,
  { profile, holds, where }: { readonly profile: MarketProfile; readonly holds: Holds; readonly where: Where },
): Finding[] {
  const findings: Finding[] = []
  const point = row.meteringPointId
  // Only what is faulty is looked at with its place: making the place takes longer than to look.
  if (!profile.parseMeteringPointId(point).ok) {
    const id = profile.parseMeteringPointId(point, { ...where, point, field: 'metering_point_id' })
    if (!id.ok) findings.push(id.error)
  }
  if (findMarketDay(row.validFrom, profile.zone) === undefined) {
    const said = `'${row.validFrom}' is not a market day YYYY-MM-DD`
    findings.push(finding('FIELD_INVALID', said, { ...where, point, field: 'valid_from' }))
  }
  if (values === null) return findings
  return [...findings, ...checkVersion(values, profile, holds, { ...where, point, day: row.validFrom })]
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
  const broken: VersionRule[] = []
  // Which fields apply depends on the type.
  for (const { rule, field } of RULES[holds].get(values.type) ?? FORMS) {
    if (rule.onlyStated === true && values[field] === null) continue
    if (rule.broken(values, profile)) broken.push(rule)
  }
  if (broken.length === 0) return []
  return withoutEchoes(broken).map((rule) => {
    const value = valueOf(values, rule.field)
    return finding(rule.code, rule.english(values), {
      ...where,
      field: rule.field,
      value: value === null ? undefined : String(value),
      danish: rule.danish(values),
    })
  })
}

/** A rule with the field that its column keeps. */
type FieldRule = { readonly rule: VersionRule; readonly field: keyof PointMasterData }

function withFields(rules: readonly VersionRule[]): readonly FieldRule[] {
  return rules.flatMap((rule) => {
    const field = fieldOfColumn(rule.field)
    return field === undefined ? [] : [{ rule, field }]
  })
}

/** The rules that can be broken by each type, chosen once: a million versions are held against them. */
function byType(rules: readonly VersionRule[]): ReadonlyMap<string, readonly FieldRule[]> {
  return new Map(
    METERING_POINT_TYPES.map((type) => [type, withFields(rules.filter(({ types }) => types?.has(type) !== false))]),
  )
}

const RULES: Readonly<Record<Holds, ReadonlyMap<string, readonly FieldRule[]>>> = {
  always: byType(VERSION_RULES.filter(({ holds }) => holds === 'always')),
  processes: byType(VERSION_RULES),
}
const FORMS = withFields(VERSION_RULES.filter(({ isForm }) => isForm === true))

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
