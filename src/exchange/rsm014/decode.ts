import { finding } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import { readDocument } from '../document/read-document.ts'
import { readEntries } from '../document/read-entries.ts'
import { NO_HEAD, readHead } from '../document/read-head.ts'
import { FindingBudget, MOST_POINT_FINDINGS } from '../rsm012/finding-budget.ts'
import { RSM014_ROOT_KEY } from './document.ts'
import type { Rsm014Document } from './document.ts'
import { SeriesReader } from './series-reader.ts'

const TYPES = { documentType: 'E31', processTypes: ['D03', 'D04', 'D05', 'D32'] }

/**
 * Reads an RSM-014 document (CIM JSON) and reports everything that is wrong with it at once. A series with an error keeps
 * its place but has no points; a document with an error has none at all. Nothing is thrown whatever the bytes are.
 * @param zone of the market, whose midnights divide the days
 */
export function decodeRsm014(bytes: Uint8Array, zone: MarketZone = 'Europe/Copenhagen'): Rsm014Document {
  const document = readDocument(bytes, RSM014_ROOT_KEY)
  if (document.root === undefined) return { header: NO_HEAD, series: [], findings: [document.fault] }
  const read = new FieldReader(document.root, RSM014_ROOT_KEY)
  const header = readHead(read, TYPES)
  const entries = readEntries(read.tree('Series'), `${RSM014_ROOT_KEY}.Series`, read.findings)
  const reader = new SeriesReader(header.processType, zone, new FindingBudget(MOST_POINT_FINDINGS))
  const series = entries.map((entry) => reader.read(entry))
  const { findings } = read
  if (!findings.some(({ severity }) => severity === 'error')) return { header, series, findings }
  const message = 'the series is refused with its document'
  return {
    header,
    series: series.map((one) => ({
      ...one,
      points: [],
      refused: true,
      findings: one.refused ? one.findings : [...one.findings, finding('00302', message, { path: pathOf(one.index) })],
    })),
    findings,
  }
}

function pathOf(index: number): string {
  return `${RSM014_ROOT_KEY}.Series[${index}]`
}
