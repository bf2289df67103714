import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { CsvText } from '../../platform/index.ts'
import { candidateOf } from '../candidate.ts'
import type { Candidate } from '../candidate.ts'
import { POINT_FIELDS, TRUTH_FIELDS, whenLeftOut } from '../model.ts'
import type { PointMasterData, PointStatement } from '../model.ts'
import { KEY_COLUMNS } from './point-columns.ts'
import type { PointFile } from './point-file.ts'

const NEEDED_BY_PERIOD = [...KEY_COLUMNS, 'type', 'resolution', 'grid_area']
const TRUTHS = ['tombstone', ...POINT_FIELDS.filter(([, field]) => TRUTH_FIELDS.has(field)).map(([column]) => column)]

/** A row that is refused, with why; its place in the file is its line. */
export type RefusedRow = { readonly line: number; readonly findings: readonly Finding[] }

/** What a row of a file became: a candidate, or why it cannot be read. */
export type ReadRow = { readonly candidate: Candidate } | { readonly refused: RefusedRow }

/** Makes what reads the rows of a file: words are taken as they stand and checked by the rules. */
export function rowReader({ header, fieldsOf }: Pick<PointFile, 'header' | 'fieldsOf'>): (row: CsvText) => ReadRow {
  const places = placesOf(header)
  return (row) => {
    const fields = fieldsOf(row)
    if (!fields.ok) return { refused: { line: row.line, findings: [fields.error] } }
    const findings = faultsOf(fields.value, places, row.line)
    if (findings.length > 0) return { refused: { line: row.line, findings } }
    return { candidate: toCandidate(fields.value, places, row.line) }
  }
}

type Place = { readonly column: string; readonly at: number }

/** Where the columns of a file stand, looked up once. */
type Places = {
  readonly id: number
  readonly validFrom: number
  readonly tombstone: number
  readonly truths: readonly Place[]
  readonly needed: readonly Place[]
  readonly neededByPeriod: readonly Place[]
  readonly values: readonly { readonly at: number; readonly field: keyof PointMasterData; readonly isTruth: boolean }[]
}

function placesOf(header: readonly string[]): Places {
  const at = (column: string): number => header.indexOf(column)
  const place = (column: string): Place => ({ column, at: at(column) })
  return {
    id: at('metering_point_id'),
    validFrom: at('valid_from'),
    tombstone: at('tombstone'),
    truths: TRUTHS.map(place),
    needed: KEY_COLUMNS.map(place),
    neededByPeriod: NEEDED_BY_PERIOD.map(place),
    values: POINT_FIELDS.map(([column, field]) => ({ at: at(column), field, isTruth: TRUTH_FIELDS.has(field) })).filter(
      (value) => value.at !== -1,
    ),
  }
}

function faultsOf(fields: readonly string[], places: Places, line: number): Finding[] {
  const faults: Finding[] = []
  for (const { at, column } of places.truths) {
    const value = fields[at] ?? ''
    if (value !== '' && value !== 'true' && value !== 'false') {
      faults.push(finding('FIELD_INVALID', `'${value}' is neither true nor false`, { line, field: column }))
    }
  }
  for (const { at, column } of fields[places.tombstone] === 'true' ? places.needed : places.neededByPeriod) {
    if ((fields[at] ?? '') === '') faults.push(finding('FIELD_MISSING', `${column} is empty`, { line, field: column }))
  }
  return faults
}

type Stated = Record<string, string | boolean | null>

// Every statement has every field, so that all of them have one shape and are their own complete values.
const NOTHING: Stated = Object.fromEntries([
  ['meteringPointId', null],
  ['validFrom', null],
  ...POINT_FIELDS.map(([, field]) => [field, null]),
])

function toCandidate(fields: readonly string[], places: Places, line: number): Candidate {
  const [meteringPointId, validFrom] = [fields[places.id] ?? '', fields[places.validFrom] ?? '']
  if (fields[places.tombstone] === 'true') return candidateOf({ meteringPointId, validFrom, tombstone: true }, { line })
  const stated = { ...NOTHING }
  stated['meteringPointId'] = meteringPointId
  stated['validFrom'] = validFrom
  for (const { at, field, isTruth } of places.values) {
    const text = fields[at] ?? ''
    if (text !== '') stated[field] = isTruth ? text === 'true' : text
  }
  const values = stated as unknown as PointMasterData
  stated['connectionState'] ??= whenLeftOut('connectionState', values.type)
  stated['unit'] ??= whenLeftOut('unit', values.type)
  return { row: stated as unknown as PointStatement, where: { line }, values }
}
