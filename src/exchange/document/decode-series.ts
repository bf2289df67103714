import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { FindingBudget, MOST_POINT_FINDINGS } from '../rsm012/finding-budget.ts'
import { FieldReader } from './field-reader.ts'
import type { DocumentHeader } from './head-text.ts'
import { readDocument } from './read-document.ts'
import { readEntries } from './read-entries.ts'
import type { Entry } from './read-entries.ts'
import { NO_HEAD, readHead } from './read-head.ts'
import type { DocumentTypes } from './read-head.ts'

/** What every series of a document has, whatever it is of. */
export interface AnySeries {
  /** place in `Series`, counted from 0 */
  readonly index: number
  /** what is stated, in the order of the document; empty when refused */
  readonly points: readonly object[]
  readonly findings: readonly Finding[]
  /** whether a finding is an error */
  readonly refused: boolean
}

/** A document of series, with everything that is wrong with it. */
export interface SeriesDocument<Series extends AnySeries> {
  readonly header: DocumentHeader
  /** every entry of `Series`, refused ones too; empty when the JSON is broken */
  readonly series: readonly Series[]
  /** faults of the document as a whole; an error refuses every series */
  readonly findings: readonly Finding[]
}

/**
 * Reads a document of series (CIM JSON) and reports everything that is wrong with it at once. A series with an error
 * keeps its place but has no points; a document with an error has none at all. Nothing is thrown whatever the bytes are.
 * @param readerOf what reads the series of a document of one process type; faults of all its positions share the budget
 */
export function decodeSeries<Series extends AnySeries>(
  bytes: Uint8Array,
  { rootKey, ...types }: DocumentTypes & { readonly rootKey: string },
  readerOf: (processType: string, budget: FindingBudget) => { read: (entry: Entry) => Series },
): SeriesDocument<Series> {
  const document = readDocument(bytes, [rootKey])
  if (document.root === undefined) return { header: NO_HEAD, series: [], findings: [document.fault] }
  const read = new FieldReader(document.root, rootKey)
  const header = readHead(read, types)
  const entries = readEntries(read.tree('Series'), `${rootKey}.Series`, read.findings)
  const reader = readerOf(header.processType, new FindingBudget(MOST_POINT_FINDINGS))
  const series = entries.map((entry) => reader.read(entry))
  const { findings } = read
  const isRefused = findings.some(({ severity }) => severity === 'error')
  return { header, series: isRefused ? series.map((one) => refusedWithAll(one, rootKey)) : series, findings }
}

function refusedWithAll<Series extends AnySeries>(one: Series, rootKey: string): Series {
  const why = finding('00302', 'the series is refused with its document', { path: `${rootKey}.Series[${one.index}]` })
  return { ...one, points: [], refused: true, findings: one.refused ? one.findings : [...one.findings, why] }
}
