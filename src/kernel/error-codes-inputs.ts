import { analyst } from './error-entry.ts'

/** What a calculation's inputs lack or hold too much of, found before anything is computed (settlement 1.2, 2.1, 2.5). */
export const inputCodes = {
  AREA_OWNER_UNKNOWN: analyst(
    'A grid area has no known owner, so results that are the owner’s are sent to nobody',
    'State who is responsible for the metered data of the area before the calculation is published.',
  ),
  AREA_WITHOUT_POINTS: analyst(
    'A grid area has no metering point that counts in the period',
    'Leave the area out, or import its metering points first.',
  ),
  CHARGE_INFORMATION_MISSING: analyst(
    'A charge is linked on days on which it does not exist',
    'Import what the charge is for these days, or end the link.',
  ),
  CHILD_WITHOUT_PARENT: analyst(
    'A child has no parent that counts on some days, so it is left out on them',
    'State the parent of the child, or the supplier of the parent, for these days.',
  ),
  INPUT_INCOMPLETE: analyst(
    'The inputs of the calculation are not fit to be computed with',
    'Mend every input that is named, then start a new calculation.',
  ),
  LINK_WITHOUT_POINT: analyst(
    'A charge is linked to a metering point on days on which the point does not count',
    'End the link when the point is closed or has no supplier, or correct the point.',
  ),
  METHOD_UNSETTLED: analyst(
    'A consumption point is neither flex nor non-profiled, so no result counts it',
    'State the settlement method of the point.',
  ),
  SCENARIO_TOO_LARGE: analyst(
    'A calculation is too large for a scenario folder',
    'Record a part of its points, or a calculation of fewer areas or days.',
  ),
  TARIFF_UNSETTLED: analyst(
    'A tariff by the quarter-hour is not settled',
    'State the tariff by the hour or by the day, or end its links.',
  ),
  TAX_OWNERS: analyst(
    'More than one owner has a tax among the charges of the calculation',
    'Leave the tax to the one owner that collects it; the totals of charge owners allow no other.',
  ),
}
