import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import { readDocument } from '../document/read-document.ts'
import { readEntries } from '../document/read-entries.ts'
import type { Entry } from '../document/read-entries.ts'
import { NO_HEAD, readHead } from '../document/read-head.ts'
import { readReason } from '../document/read-reason.ts'
import { REQUEST_FORMS } from '../request/document.ts'
import type { RequestType } from '../request/document.ts'
import { rejectionRootKey } from './document.ts'
import type { Rejection, RejectionDocument } from './document.ts'

/**
 * Reads a rejection of requests (CIM JSON) and reports everything that is wrong with it at once. Nothing is thrown
 * whatever the bytes are.
 */
export function decodeRejection(requestType: RequestType, bytes: Uint8Array): RejectionDocument {
  const rootKey = rejectionRootKey(requestType)
  const document = readDocument(bytes, [rootKey])
  if (document.root === undefined) return { requestType, header: NO_HEAD, rejections: [], findings: [document.fault] }
  const read = new FieldReader(document.root, rootKey)
  const header = readHead(read, { documentType: 'ERR', processTypes: REQUEST_FORMS[requestType].processTypes })
  read.oneOf('reason.code', ['A02'], 'FIELD_INVALID')
  const entries = readEntries(read.tree('Series'), `${rootKey}.Series`, read.findings)
  const rejections = entries.map((entry) => readRejection(entry, read.findings))
  return { requestType, header, rejections, findings: read.findings }
}

function readRejection({ fields, path }: Entry, findings: Finding[]): Rejection {
  const read = new FieldReader(fields, path)
  const transactionId = read.id('mRID', 'transaction id', { empty: '00202', long: '00205' })
  const originalTransactionId = read.required('originalTransactionIDReference_Series.mRID')
  const meteringPointId = read.optional('marketEvaluationPoint.mRID')
  const reasons = readEntries(read.tree('Reason'), `${path}.Reason`, read.findings).map((entry) =>
    readReason(entry, read.findings),
  )
  for (const one of read.findings) findings.push(one)
  return {
    transactionId,
    originalTransactionId,
    ...(meteringPointId === undefined ? {} : { meteringPointId }),
    reasons,
  }
}
