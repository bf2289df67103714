import type { MarketZone } from '../../kernel/index.ts'
import type { LineFields } from '../csv/line-fields.ts'
import type { StagedPeriod } from './stage-periods.ts'

/** The days that a line speaks for. */
export type StatedPeriod = Pick<StagedPeriod, 'validFrom' | 'validTo' | 'withdraws'>

/**
 * Reads `valid_from`, `valid_to` (exclusive; empty: until the next statement) and `tombstone` (`true` takes back what was
 * stated from valid_from on).
 */
export function periodFields(fields: LineFields, zone: MarketZone): StatedPeriod {
  const withdraws = fields.truth('tombstone', false)
  fields.required('valid_from')
  const validFrom = fields.day('valid_from', zone) ?? ''
  const validTo = fields.day('valid_to', zone) ?? null
  if (withdraws && validTo !== null)
    fields.fault('FIELD_INVALID', 'a line that withdraws names one day, valid_from', 'valid_to')
  else if (validFrom !== '' && validTo !== null && validTo <= validFrom)
    fields.fault('FIELD_INVALID', `${validTo} is not after ${validFrom}`, 'valid_to')
  return { validFrom, validTo: withdraws ? null : validTo, withdraws }
}
