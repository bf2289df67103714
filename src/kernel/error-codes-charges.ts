import { sender } from './error-entry.ts'

/** Why a statement about charges, prices or links is refused (settlement 6.3), and what is odd about one that is not. */
export const chargeCodes = {
  CHARGE_FIXED: sender(
    'The resolution and the tax flag of a charge cannot change',
    'Keep both as they were first stated, or state a charge under another code.',
    'D14',
  ),
  CHARGE_TAX: sender('Only a tariff can be a tax', 'State is_tax false, or make the charge a tariff.', 'D14'),
  CHARGE_TRANSPARENT: sender('A fee has no transparent invoicing', 'State transparent false for a fee.', 'D67'),
  CHARGE_UNKNOWN: sender(
    'The charge is not known',
    'Import the charge first, or correct its owner, code or type.',
    'D14',
  ),
  LINK_FACTOR: sender(
    'A tariff is linked more than once to a metering point',
    'It is billed so many times; state the factor 1 if that is not meant.',
  ),
  LINK_POINT: sender(
    'A charge cannot be linked to a metering point of this type',
    'Link it to a consumption or production point or to one of their children.',
    'D18',
  ),
  PERIODS_OVERLAP: sender(
    'Two lines speak for the same time',
    'Let the first end where the second begins, or leave one of them out.',
  ),
  PRICE_COUNT: sender(
    'The number or the kind of prices does not fit the resolution',
    'State one price, 24 by the hour of a day, or a series with one price for each interval.',
    'E87',
  ),
  PRICE_LIMITS: sender(
    'A price is no decimal, too precise or too large',
    'State at most 8 digits before the point and 6 after it, and less than 1,000,000.',
    'E86',
  ),
  PRICE_MONTH: sender(
    'The price of a month does not begin and end with a month',
    'Let it begin, and end, on the first day of a month.',
    'D14',
  ),
  STATEMENT_DOUBLED: sender('The same thing is stated twice for one day', 'Leave one of the two lines.'),
  STATEMENT_UNKNOWN: sender(
    'Nothing was stated from that day on, so nothing can be withdrawn',
    'Withdraw a day from which something was stated.',
  ),
}
