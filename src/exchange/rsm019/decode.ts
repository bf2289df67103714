import type { MarketZone } from '../../kernel/index.ts'
import { decodeSeries } from '../document/decode-series.ts'
import { RSM019_ROOT_KEY } from './document.ts'
import type { Rsm019Document } from './document.ts'
import { WholesaleReader } from './series-reader.ts'

const TYPES = { rootKey: RSM019_ROOT_KEY, documentType: 'E31', processTypes: ['D05', 'D32'] }

/**
 * Reads an RSM-019 document (CIM JSON) and reports everything that is wrong with it at once. A series with an error keeps
 * its place but has no points; a document with an error has none at all. Nothing is thrown whatever the bytes are.
 * @param zone of the market, whose midnights divide the days
 */
export function decodeRsm019(bytes: Uint8Array, zone: MarketZone = 'Europe/Copenhagen'): Rsm019Document {
  return decodeSeries(bytes, TYPES, (processType, budget) => new WholesaleReader(processType, zone, budget))
}
