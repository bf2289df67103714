import type { Finding } from '../kernel/index.ts'
import type { QualityCounts } from './rsm012/document.ts'

/** What a file holds. */
export interface Inspection {
  readonly file: string
  /** such as RSM-012 JSON */
  readonly format: string
  /** of the document and of all its transactions, in the order of the document */
  readonly findings: readonly Finding[]
  readonly streams: readonly InspectedStream[]
  /** of a document of master data, which has no streams: how many transactions it has */
  readonly transactions?: number
}

/** Everything a file says about one series: a point, its stream, a unit and a resolution. */
export interface InspectedStream {
  readonly point: string
  /** always empty in RSM-012 */
  readonly stream: string
  /** kWh or kVArh; another unit's code as read */
  readonly unit: string
  readonly resolution: string
  /** first and last instant, ISO 8601 in UTC; null when no interval could be read */
  readonly from: string | null
  readonly to: string | null
  /** market days that the intervals touch, each counted once */
  readonly days: number
  /** positions that are stated */
  readonly intervals: number
  /** in the unit, as many decimals as carry value: `1099`, `0.25` */
  readonly sum: string
  readonly qualities: QualityCounts
}
