import { sender } from './error-entry.ts'

/** Why a statement about customers, contracts or supply periods is refused. */
export const supplyCodes = {
  CONTRACT_CUSTOMER: sender(
    'The customer of a contract cannot change',
    'Give the new customer a contract of its own, and the metering point a supply period under it.',
  ),
  CONTRACT_UNKNOWN: sender('The contract is not known', 'Import the contract first, or correct its id.'),
  CUSTOMER_UNKNOWN: sender('The customer is not known', 'Import the customer first, or correct its id.'),
  SUPPLY_POINT: sender(
    'A metering point of this type is not supplied by itself',
    'State a consumption or production point; its children follow it.',
  ),
}
