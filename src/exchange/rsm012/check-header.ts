import { finding, parseActorId, parseInstant, warning } from '../../kernel/index.ts'
import type { ErrorCode, Finding } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'
import { ROOT_KEY } from './document.ts'
import type { Rsm012Header } from './document.ts'
import type { HeaderFields, HeaderKey } from './header-fields.ts'
import { idFindings } from './id-findings.ts'

/** Process types of measured data (datahub 2.2). */
const PROCESS_TYPES = ['E23', 'E30', 'D42']

/** The head of a document, and everything that is wrong with it. */
export function checkHeader(fields: HeaderFields): { readonly header: Rsm012Header; readonly findings: Finding[] } {
  const findings: Finding[] = []
  const createdAt = text(fields, 'createdDateTime', findings)
  const createdAtMs = parseInstant(createdAt) ?? Number.NaN
  if (createdAt !== '' && Number.isNaN(createdAtMs)) {
    const message = `createdDateTime ${quoted(createdAt)} is not an instant such as 2026-03-01T07:30:00Z`
    findings.push(finding('FIELD_INVALID', message, where('createdDateTime')))
  }
  const header: Rsm012Header = {
    messageId: messageId(fields, findings),
    documentType: code(fields, 'type', ['E66'], '00401', findings),
    processType: code(fields, 'process.processType', PROCESS_TYPES, '00402', findings),
    businessSector: code(fields, 'businessSector.type', ['23'], '00403', findings),
    createdAtMs,
    senderId: party(fields, 'sender_MarketParticipant.mRID', findings),
    senderRole: text(fields, 'sender_MarketParticipant.marketRole.type', findings),
    receiverId: party(fields, 'receiver_MarketParticipant.mRID', findings),
    receiverRole: text(fields, 'receiver_MarketParticipant.marketRole.type', findings),
  }
  return { header, findings }
}

function messageId(fields: HeaderFields, findings: Finding[]): string {
  const id = fields.mRID
  const read = typeof id === 'string' ? id : ''
  if (id === MISFIT) findings.push(notText('mRID'))
  else findings.push(...idFindings(read, 'message id', { empty: '00201', long: '00305' }, `${ROOT_KEY}.mRID`))
  return read
}

function code(
  fields: HeaderFields,
  key: HeaderKey,
  allowed: readonly string[],
  refusedAs: ErrorCode,
  findings: Finding[],
): string {
  const read = text(fields, key, findings)
  if (read !== '' && !allowed.includes(read)) {
    findings.push(finding(refusedAs, `${key} is ${quoted(read)}, not ${allowed.join(', ')}`, where(key)))
  }
  return read
}

// Sample files have wrong check digits, so the identifier of a party is only warned about (datahub 2.13).
function party(fields: HeaderFields, key: HeaderKey, findings: Finding[]): string {
  const read = text(fields, key, findings)
  const parsed = parseActorId(read, where(key))
  if (read !== '' && !parsed.ok) findings.push(warning(parsed.error.code, parsed.error.message, where(key)))
  return read
}

function text(fields: HeaderFields, key: HeaderKey, findings: Finding[]): string {
  const value = fields[key]
  if (typeof value === 'string' && value !== '') return value
  if (value === MISFIT) findings.push(notText(key))
  else findings.push(finding('FIELD_MISSING', `${key} is missing`, where(key)))
  return ''
}

function notText(key: HeaderKey): Finding {
  return finding('FIELD_INVALID', `${key} is not a text`, where(key))
}

function where(key: HeaderKey): { readonly path: string; readonly field: string } {
  return { path: `${ROOT_KEY}.${key}`, field: key }
}
