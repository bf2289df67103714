import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import { listedFindings } from '../document/listed-findings.ts'
import { readDocument } from '../document/read-document.ts'
import { readEntries } from '../document/read-entries.ts'
import { NO_HEAD, readHead } from '../document/read-head.ts'
import { quoted } from '../quoted.ts'
import { REQUEST_FORMS } from './document.ts'
import type { RequestDocument, RequestType } from './document.ts'
import { readRequestSeries } from './read-series.ts'

/**
 * Reads a request (CIM JSON) and reports everything that is wrong with its form at once; what is asked for is not judged.
 * Nothing is thrown whatever the bytes are.
 */
export function decodeRequest(requestType: RequestType, bytes: Uint8Array): RequestDocument {
  const { rootKey, ...types } = REQUEST_FORMS[requestType]
  const document = readDocument(bytes, [rootKey])
  if (document.root === undefined) return { requestType, header: NO_HEAD, series: [], findings: [document.fault] }
  const read = new FieldReader(document.root, rootKey)
  const header = readHead(read, types)
  const entries = readEntries(read.tree('Series'), `${rootKey}.Series`, read.findings)
  const ofSeries: Finding[] = []
  const ids = new Set<string>()
  const series = entries.map((entry) => {
    const fields = new FieldReader(entry.fields, entry.path)
    const one = readRequestSeries(requestType, fields, entry)
    const { transactionId } = one
    if (transactionId !== '' && ids.has(transactionId)) {
      fields.report('00102', 'mRID', `${quoted(transactionId)} is stated twice`)
    }
    ids.add(transactionId)
    for (const found of fields.findings) ofSeries.push(found)
    return one
  })
  return { requestType, header, series, findings: [...read.findings, ...listedFindings(ofSeries, `${rootKey}.Series`)] }
}
