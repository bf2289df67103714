import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import type { DocumentFormat } from '../document/format.ts'
import { listedFindings } from '../document/listed-findings.ts'
import { readDocument } from '../document/read-document.ts'
import { readEntries } from '../document/read-entries.ts'
import type { Entry } from '../document/read-entries.ts'
import { NO_HEAD, readHead } from '../document/read-head.ts'
import { listed, readForm } from '../form/read-form.ts'
import { isList } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import { RECORDS } from './activity-form.ts'
import type { ActivityDocument, ActivityForm, ActivityRecord } from './activity-form.ts'

/**
 * Reads a document of master data and reports everything that is wrong with its form at once; what it says is not judged.
 * Nothing is thrown whatever the bytes are.
 */
export function decodeActivity<Item extends ActivityRecord>(
  bytes: Uint8Array,
  format: DocumentFormat,
  form: ActivityForm<Item>,
): ActivityDocument<Item> {
  const document = readDocument(bytes, rootKeysOf(form), format)
  if (document.root === undefined) return { header: NO_HEAD, records: [], findings: [document.fault] }
  const { root, rootKey } = document
  const read = new FieldReader(root, rootKey)
  const header = readHead(read, form)
  if (form.reasonCode !== undefined) read.oneOf('reason.code', [form.reasonCode], 'FIELD_INVALID')
  const path = `${rootKey}.${RECORDS}`
  const ofRecords: Finding[] = []
  const ids = new Set<string>()
  const records = recordEntries(read, path).map((entry) => {
    const fields = new FieldReader(entry.fields, entry.path, ofRecords)
    const transactionId = fields.id('mRID', 'transaction id', { empty: '00202', long: '00205' })
    if (transactionId !== '' && ids.has(transactionId)) {
      fields.report('00102', 'mRID', `${quoted(transactionId)} is stated twice`)
    }
    ids.add(transactionId)
    // A record is its place, its id and what its form reads.
    return { index: entry.index, transactionId, ...readForm(fields, form.record) } as Item
  })
  return { header, records, findings: [...read.findings, ...listedFindings(ofRecords, path)] }
}

// The hub's own messages hold 2,000 at most (datahub 1.4); what holds so many more was made to keep its reader busy.
const MOST_RECORDS = 100_000

function recordEntries(read: FieldReader, path: string): Entry[] {
  const tree = listed(read.tree(RECORDS))
  if (!isList(tree) || tree.length <= MOST_RECORDS) return readEntries(tree, path, read.findings)
  read.report('FIELD_INVALID', RECORDS, `holds ${tree.length} transactions; ${MOST_RECORDS} are read`)
  return []
}

// Formats may spell them differently, and either is taken in both.
function rootKeysOf({ rootKey, rootElement }: Pick<ActivityForm<ActivityRecord>, 'rootKey' | 'rootElement'>) {
  return rootElement === undefined ? [rootKey] : [rootKey, rootElement]
}
