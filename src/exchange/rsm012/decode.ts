import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { brokenJson, requireUtf8 } from '../broken-json.ts'
import { JsonFault } from '../json/json-fault.ts'
import { JsonScanner } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'
import { startOfText } from '../start-of-text.ts'
import { checkHeader } from './check-header.ts'
import type { DecodeOptions } from './decode-options.ts'
import { ROOT_KEY } from './document.ts'
import type { Rsm012Document, Rsm012Transaction } from './document.ts'
import { DocumentReader } from './document-reader.ts'

/** Largest document that is read, in bytes (datahub 1.3: 413 above 50 MB). */
export const largestDocumentBytes = 50 * 1024 * 1024

/**
 * Reads an RSM-012 document (CIM JSON) and reports everything that is wrong with it at once.
 *
 * A transaction with an error keeps its place in `transactions` but has no rows; a document with an error has none at
 * all. Broken JSON ends the reading where it breaks. Of a key that occurs twice in an object the last one counts.
 * Nothing is thrown whatever the bytes are.
 */
export function decodeRsm012(bytes: Uint8Array, options: DecodeOptions): Rsm012Document {
  if (bytes.length > largestDocumentBytes) return tooLargeDocument(bytes.length)
  try {
    return decode(bytes, options)
  } catch (error) {
    if (error instanceof JsonFault) return nothing(brokenJson(bytes, error))
    throw error
  }
}

/** The answer to a document that is too large to be read at all. @param size in bytes */
export function tooLargeDocument(size: number): Rsm012Document {
  return nothing(finding('DOCUMENT_TOO_LARGE', `the document has ${size} bytes; ${largestDocumentBytes} are allowed`))
}

function decode(bytes: Uint8Array, options: DecodeOptions): Rsm012Document {
  requireUtf8(bytes)
  const scanner = new JsonScanner(bytes, startOfText(bytes))
  if (scanner.peek() !== OPEN_OBJECT) {
    scanner.skip()
    scanner.end()
    return nothing(unknownDocument('the document is not an object with a root key'))
  }
  let reader: DocumentReader | undefined
  let otherKey: string | undefined
  for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
    const key = scanner.key()
    if (key === ROOT_KEY) {
      reader = new DocumentReader(scanner, options)
      reader.read()
    } else {
      otherKey ??= key
      scanner.skip()
    }
  }
  scanner.end()
  if (reader !== undefined) return documentOf(reader)
  const found = otherKey === undefined ? 'no root key' : `root key ${quoted(otherKey)}`
  return nothing(unknownDocument(`the document has ${found}, not ${ROOT_KEY}`))
}

function documentOf(reader: DocumentReader): Rsm012Document {
  const { header, findings: headerFindings } = checkHeader(reader.header)
  const findings = [...headerFindings, ...reader.findings]
  const { transactions, blocks } = reader
  if (!findings.some((one) => one.severity === 'error')) {
    return { header, transactions, days: blocks.finish(), findings }
  }
  return { header, transactions: transactions.map(withoutRows), days: [], findings }
}

function withoutRows(transaction: Rsm012Transaction): Rsm012Transaction {
  const { period: _period, ...rest } = transaction
  return { ...rest, firstRow: 0, rowCount: 0 }
}

function unknownDocument(message: string): Finding {
  return finding('DOCUMENT_UNKNOWN', message)
}

function nothing(fault: Finding): Rsm012Document {
  return { header: NO_HEADER, transactions: [], days: [], findings: [fault] }
}

const NO_HEADER = {
  messageId: '',
  documentType: '',
  processType: '',
  businessSector: '',
  createdAtMs: Number.NaN,
  senderId: '',
  senderRole: '',
  receiverId: '',
  receiverRole: '',
}
const OPEN_OBJECT = 123
