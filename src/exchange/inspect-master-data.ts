import { finding } from '../kernel/index.ts'
import { decodeActivity } from './activity/decode-activity.ts'
import { documentFormatOf } from './document/format.ts'
import { identifyDocument } from './identify.ts'
import type { Inspection } from './inspection.ts'
import { MASTER_DATA_FORMS, masterDataName } from './master-data-forms.ts'
import { quoted } from './quoted.ts'

/** Says what a document of master data holds, or what is wrong with XML of any other kind; undefined for other JSON. */
export function inspectMasterData(file: string, bytes: Uint8Array): Inspection | undefined {
  const format = documentFormatOf(bytes)
  const identified = identifyDocument(bytes)
  const name = 'rootKey' in identified ? masterDataName(identified.rootKey) : undefined
  if (name !== undefined) {
    const { records, findings } = decodeActivity(bytes, format, MASTER_DATA_FORMS[name])
    return { file, format: `${name} ${format.toUpperCase()}`, findings, streams: [], transactions: records.length }
  }
  if (format === 'json') return undefined
  const fault =
    'finding' in identified
      ? identified.finding
      : finding('DOCUMENT_UNKNOWN', `the document has the root element ${quoted(identified.rootKey)}`)
  return { file, format: 'XML', findings: [fault], streams: [] }
}
