import { masterDataRootKey, type MasterDataName } from '../exchange/index.ts'
import { finding, findMarketDay, type Finding, type MarketZone } from '../kernel/index.ts'

/** The path of a transaction in a document. @param index its place there, counted from 0 */
export function transactionPath(document: MasterDataName, index: number): string {
  return `${masterDataRootKey(document)}.MktActivityRecord[${index}]`
}

/** What is wrong with the day from which a transaction holds: it must be one, begun at local midnight. */
export function validityFaults(
  day: string,
  { path, point }: { readonly path: string; readonly point: string },
  zone: MarketZone,
): Finding[] {
  if (findMarketDay(day, zone) !== undefined) return []
  const field = 'validityStart_DateAndOrTime.dateTime'
  return [
    finding('D66', `validity begins at '${day}', which is no local midnight`, {
      point,
      path: `${path}.${field}`,
      field,
    }),
  ]
}
