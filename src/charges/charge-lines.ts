import { parseGln } from '../kernel/index.ts'
import type { Finding, MarketZone } from '../kernel/index.ts'
import { lineFields, periodFields } from '../platform/index.ts'
import type { CsvLine, LineFields, StatedPeriod } from '../platform/index.ts'
import { CHARGE_TYPES, RESOLUTIONS_OF } from './model.ts'
import type { ChargeKey, ChargeResolution } from './model.ts'

/** What a line says about a charge from a market day on. */
export type ChargeValues = {
  readonly name: string
  readonly description: string | null
  readonly resolution: ChargeResolution
  readonly vat: boolean
  readonly isTax: boolean
  readonly transparent: boolean
}

/** A line of a file of charges; values are undefined where it withdraws. */
export type ChargeLine = StatedPeriod & {
  readonly line: number
  readonly key: ChargeKey
  readonly values: ChargeValues | undefined
}

/** The columns that name a charge in every file of this room. */
export const KEY_FIELDS = ['owner_id', 'code', 'type'] as const

// settlement 6.3: VR.441, VR.446, VR.447.
const LONGEST_CODE = 10
const LONGEST_NAME = 132
const LONGEST_DESCRIPTION = 2_048

/** Reads the natural key of a charge; undefined when it has a fault. */
export function keyFields(fields: LineFields): ChargeKey | undefined {
  const before = fields.faults.length
  const ownerId = fields.id('owner_id', parseGln)
  const code = fields.required('code', LONGEST_CODE)
  const type = fields.word('type', CHARGE_TYPES)
  return type === undefined || fields.faults.length > before ? undefined : { ownerId, code, type }
}

/** Reads a line of a file of charges and holds it against the rules that need nothing else. */
export function chargeLine(line: CsvLine, zone: MarketZone): { value?: ChargeLine; faults: readonly Finding[] } {
  const fields = lineFields(line)
  const key = keyFields(fields)
  const period = periodFields(fields, zone)
  const values = period.withdraws ? undefined : chargeValues(fields, key)
  if (key === undefined || fields.faults.length > 0) return { faults: fields.faults }
  return { value: { line: line.line, key, ...period, values }, faults: [] }
}

function chargeValues(fields: LineFields, key: ChargeKey | undefined): ChargeValues {
  const type = key?.type
  const name = fields.required('name', LONGEST_NAME)
  const description = fields.optional('description', LONGEST_DESCRIPTION) ?? null
  const resolution = fields.word('resolution', type === undefined ? RESOLUTIONS : RESOLUTIONS_OF[type]) ?? 'P1D'
  const vat = fields.truth('vat')
  const isTax = fields.truth('is_tax', false)
  const transparent = fields.truth('transparent', false)
  // settlement 6.3: VR.920, VR.904.
  if (isTax && type !== undefined && type !== 'tariff') fields.fault('CHARGE_TAX', `a ${type} is no tax`, 'is_tax')
  if (transparent && type === 'fee')
    fields.fault('CHARGE_TRANSPARENT', 'a fee is always shown as it is billed', 'transparent')
  return { name, description, resolution, vat, isTax, transparent }
}

const RESOLUTIONS: readonly ChargeResolution[] = [...new Set(Object.values(RESOLUTIONS_OF).flat())]
