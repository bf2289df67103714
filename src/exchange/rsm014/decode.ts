import type { MarketZone } from '../../kernel/index.ts'
import { decodeSeries } from '../document/decode-series.ts'
import { RSM014_ROOT_KEY } from './document.ts'
import type { Rsm014Document } from './document.ts'
import { SeriesReader } from './series-reader.ts'

const TYPES = { rootKey: RSM014_ROOT_KEY, documentType: 'E31', processTypes: ['D03', 'D04', 'D05', 'D32'] }

/**
 * Reads an RSM-014 document (CIM JSON) and reports everything that is wrong with it at once. A series with an error keeps
 * its place but has no points; a document with an error has none at all. Nothing is thrown whatever the bytes are.
 * @param zone of the market, whose midnights divide the days
 */
export function decodeRsm014(bytes: Uint8Array, zone: MarketZone = 'Europe/Copenhagen'): Rsm014Document {
  return decodeSeries(bytes, TYPES, (processType, budget) => new SeriesReader(processType, zone, budget))
}
