import type { ErrorCode } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { fieldOfColumn } from '../model.ts'
import type { PointMasterData } from '../model.ts'
import { typeInDanish } from './danish-words.ts'
import { nameOf } from './field-names.ts'

/**
 * For whom a rule holds: `always` for whatever is stated; `processes` only for what a process states, because statements
 * that are imported may tell less of a point than the market asks for.
 */
export type Holds = 'always' | 'processes'

/** A rule of settlement 6.1 about one version of a point, with the sentence that says how it is broken. */
export type VersionRule = {
  readonly code: ErrorCode
  /** the column that is at fault */
  readonly field: string
  readonly holds: Holds
  /** it looks at the value alone, so it also holds for a point whose type is none */
  readonly isForm?: true
  /** where nothing is stated in its column it is not broken */
  readonly onlyStated?: true
  /** the only types for which it can be broken; left out: any */
  readonly types?: ReadonlySet<string> | undefined
  /** when it is broken, for the specification */
  readonly when: string
  readonly broken: (values: PointMasterData, profile: MarketProfile) => boolean
  readonly english: (values: PointMasterData) => string
  readonly danish: (values: PointMasterData) => string
}

/** Which versions a rule speaks of: a predicate with its words. */
export type Whom = {
  /** the only types of which it speaks; left out: any */
  readonly types?: ReadonlySet<string> | undefined
  readonly applies: (values: PointMasterData) => boolean
  /** such as `consumption and production of net settlement group 0` */
  readonly english: string
  /** what is asked besides the type, such as `of net settlement group 0`; left out: nothing */
  readonly condition?: readonly [english: string, danish: string]
}

/** The value of a column; null when nothing is stated. */
export function valueOf(values: PointMasterData, column: string): string | boolean | null {
  return columnReader(column)(values)
}

/** Reads a column; made once for each rule, because a million versions are held against each. */
function columnReader(column: string): (values: PointMasterData) => string | boolean | null {
  const field = fieldOfColumn(column)
  return field === undefined ? () => null : (values) => values[field]
}

/** A column that every version has, whatever its type. */
export function stated(code: ErrorCode, column: string): VersionRule {
  const [english, danish] = nameOf(column)
  const value = columnReader(column)
  return {
    code,
    field: column,
    holds: 'always',
    isForm: true,
    when: `${english} is absent`,
    broken: (v) => value(v) === null || value(v) === '',
    english: () => `${english} must be stated`,
    danish: () => `${danish} skal angives`,
  }
}

/** A column that must be stated. */
export function required(code: ErrorCode, column: string, whom: Whom, holds: Holds = 'processes'): VersionRule {
  const [english, danish] = nameOf(column)
  const [condition, betingelse] = whom.condition ?? []
  const value = columnReader(column)
  return {
    code,
    field: column,
    holds,
    when: `${english} is absent: ${whom.english}`,
    types: whom.types,
    broken: (v) => value(v) === null && whom.applies(v),
    english: (v) => `${english} must be stated for ${inWords(v.type, condition)}`,
    danish: (v) => `${danish} skal angives for ${inWords(typeInDanish(v.type), betingelse)}`,
  }
}

/** A column that must not be stated. */
export function forbidden(code: ErrorCode, column: string, whom: Whom, holds: Holds = 'always'): VersionRule {
  const [english, danish] = nameOf(column)
  const [condition, betingelse] = whom.condition ?? []
  const value = columnReader(column)
  return {
    code,
    field: column,
    holds,
    when: `${english} is stated: ${whom.english}`,
    types: whom.types,
    broken: (v) => value(v) !== null && whom.applies(v),
    english: (v) => `${english} cannot be stated for ${inWords(v.type, condition)}`,
    danish: (v) => `${danish} må ikke angives for ${inWords(typeInDanish(v.type), betingelse)}`,
  }
}

/** A column whose text, where there is one, must have a form. @param form what it must be, in both languages */
export function formed(
  code: ErrorCode,
  column: string,
  form: readonly [english: string, danish: string],
  isFormed: (text: string, values: PointMasterData, profile: MarketProfile) => boolean,
): VersionRule {
  const [english, danish] = nameOf(column)
  const read = columnReader(column)
  const said = (v: PointMasterData): string => String(read(v))
  return {
    code,
    field: column,
    holds: 'always',
    isForm: true,
    onlyStated: true,
    when: `${english} is not ${form[0]}`,
    broken: (v, profile) => {
      const value = read(v)
      // What comes from outside may be no text at all.
      return value !== null && !(typeof value === 'string' && isFormed(value, v, profile))
    },
    english: (v) => `${english} '${said(v)}' is not ${form[0]}`,
    danish: (v) => `${danish} '${said(v)}' er ikke ${form[1]}`,
  }
}

/** A column that is true or false, or not stated. */
export function truth(code: ErrorCode, column: string): VersionRule {
  const [english, danish] = nameOf(column)
  return {
    code,
    field: column,
    holds: 'always',
    isForm: true,
    onlyStated: true,
    when: `${english} is neither true nor false`,
    broken: (v) => !isTruth(valueOf(v, column)),
    english: (v) => `${english} '${String(valueOf(v, column))}' is neither true nor false`,
    danish: (v) => `${danish} '${String(valueOf(v, column))}' er hverken sand eller falsk`,
  }
}

function isTruth(value: string | boolean | null): boolean {
  return value === null || typeof value === 'boolean'
}

function inWords(type: string, condition: string | undefined): string {
  return condition === undefined ? type : `${type} ${condition}`
}
