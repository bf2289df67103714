import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import { readDocument } from '../document/read-document.ts'
import { readEntries } from '../document/read-entries.ts'
import type { Entry } from '../document/read-entries.ts'
import { NO_HEAD, readHead, readReceived } from '../document/read-head.ts'
import { readReason } from '../document/read-reason.ts'
import { RSM009_ROOT_KEY } from './document.ts'
import type { RefusedTransaction, Rsm009Document } from './document.ts'

/** Findings about single transactions that are listed for a document. */
const MOST_FINDINGS = 10_000

/**
 * Reads an RSM-009 document (CIM JSON) and reports everything that is wrong with it at once. Nothing is thrown whatever
 * the bytes are.
 */
export function decodeRsm009(bytes: Uint8Array): Rsm009Document {
  const document = readDocument(bytes, [RSM009_ROOT_KEY])
  if (document.root === undefined) {
    return {
      header: NO_HEAD,
      received: { messageId: '', processType: '' },
      transactions: [],
      findings: [document.fault],
    }
  }
  const read = new FieldReader(document.root, RSM009_ROOT_KEY)
  const header = readHead(read)
  const received = readReceived(read)
  const entries = readEntries(read.tree('Series'), `${RSM009_ROOT_KEY}.Series`, read.findings)
  const ofTransactions: Finding[] = []
  const transactions = entries.map((entry) => refusedTransaction(entry, ofTransactions))
  return { header, received, transactions, findings: [...read.findings, ...listed(ofTransactions)] }
}

function refusedTransaction({ fields, path }: Entry, findings: Finding[]): RefusedTransaction {
  const read = new FieldReader(fields, path)
  const transactionId = read.id('mRID', 'transaction id', { empty: '00202', long: '00205' })
  const reasons = readEntries(read.tree('Reason'), `${path}.Reason`, read.findings).map((entry) =>
    readReason(entry, read.findings),
  )
  for (const one of read.findings) findings.push(one)
  return { transactionId, reasons }
}

function listed(findings: readonly Finding[]): Finding[] {
  if (findings.length <= MOST_FINDINGS) return [...findings]
  const more = `${findings.length - MOST_FINDINGS} further faults are not listed`
  return [...findings.slice(0, MOST_FINDINGS), finding('FIELD_INVALID', more, { path: `${RSM009_ROOT_KEY}.Series` })]
}
