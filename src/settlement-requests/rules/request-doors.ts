import type { MarketRole, RequestType } from '../../exchange/index.ts'

/**
 * Who may send a request at all (datahub 1.6); others are refused at once. A grid company that sends RSM-016 as DDM passes,
 * because that is answered by a rejection (settlement 5.2, D02).
 */
export const REQUEST_SENDERS: Readonly<Record<RequestType, readonly [MarketRole, ...MarketRole[]]>> = {
  'RSM-015': ['DDQ', 'DEL', 'DDM', 'MDR', 'EZ', 'STS'],
  'RSM-016': ['DDQ', 'MDR', 'DDK', 'DDM'],
  'RSM-017': ['DDQ', 'DDM', 'EZ'],
}
