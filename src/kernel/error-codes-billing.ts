import { analyst } from './error-entry.ts'

/** Why something is not billed, or cannot be shown. */
export const billingCodes = {
  BILLED_MEANWHILE: analyst(
    'Another run billed some of the same days while this one was under way',
    'Nothing of this run was issued. Start another one: it bills what is still open.',
  ),
  BILLING_ARGUMENT: analyst(
    'An argument of the billing run is missing or not allowed',
    'Correct the named argument; days are written as 2026-03-31.',
  ),
  INVOICE_UNKNOWN: analyst(
    'There is no invoice or line of that number',
    'List the invoices, and take a number from there.',
  ),
  POINT_UNPRICEABLE: analyst(
    'A metering point is not known, not connected or not read by the hour or quarter on some of its days',
    'Import what the point is on these days, or end the supply period; the next run bills it then.',
  ),
  PRICE_AREA_MISSING: analyst(
    'The grid area of a metering point has no price area, so there is no spot price for it',
    'Import the grid area with its price area; the next run bills the contract then.',
  ),
  PRICE_MISSING: analyst(
    'A price is missing for some of the energy or the days',
    'Import the price, or end the link of the charge; the next run counts it then.',
  ),
  READINGS_MISSING: analyst(
    'Some intervals of a metering point have no reading',
    'Wait for the readings or ask for them; the next run counts them then.',
  ),
}
