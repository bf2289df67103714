import { formatInstant } from '../../kernel/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import { documentHead } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import type { Form } from '../form/form.ts'
import { jsonFields } from '../form/json-fields.ts'
import { PREFIX, xmlFields } from '../form/xml-fields.ts'
import { xmlElement } from '../xml/xml-text.ts'
import { RECORDS, TRANSACTION_ID } from './activity-form.ts'
import type { ActivityForm, ActivityRecord, EncodableRecord } from './activity-form.ts'

/** Writes a document of master data as compact CIM JSON or XML: what is not stated is left out. */
export function encodeActivity<Item extends ActivityRecord>(
  form: ActivityForm<Item>,
  header: DocumentHeader,
  records: Iterable<EncodableRecord<Item>>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(TEXT_OF[format](form as ActivityForm<ActivityRecord>, header, [...records]))
}

type TextOf = (
  form: ActivityForm<ActivityRecord>,
  header: DocumentHeader,
  records: readonly EncodableRecord<ActivityRecord>[],
) => string

const TEXT_OF: Readonly<Record<DocumentFormat, TextOf>> = {
  json: ({ rootKey, reasonCode, record }, header, records) =>
    JSON.stringify({
      [rootKey]: {
        ...documentHead(header, reasonCode === undefined ? {} : { reasonCode }),
        [RECORDS]: records.map((one) => ({ ...jsonFields(BEGINNING, one), ...jsonFields(record, one) })),
      },
    }),
  xml: ({ rootKey, rootElement = rootKey, reasonCode, record }, header, records) => {
    const texts = { ...header, createdAt: formatInstant(header.createdAtMs), reasonCode }
    const list = records.map((one) => xmlElement(PREFIX + RECORDS, xmlFields(BEGINNING, one) + xmlFields(record, one)))
    return (
      XML_DECLARATION + xmlElement(PREFIX + rootElement, xmlFields(HEAD, texts) + list.join(''), namesOf(rootElement))
    )
  },
}

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

const BEGINNING: Form<EncodableRecord<ActivityRecord>> = [TRANSACTION_ID]

// The namespace is made of the document's name, and the file of its schema of the namespace.
function namesOf(rootElement: string): Readonly<Record<string, string>> {
  const namespace = `urn:ediel.org:structure:${rootElement.replace('_MarketDocument', '').toLowerCase()}:0:1`
  return {
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xmlns:cim': namespace,
    'xsi:schemaLocation': `${namespace} ${namespace.replaceAll(/[:.]/g, '-')}.xsd`,
  }
}

type HeadTexts = Omit<DocumentHeader, 'createdAtMs'> & {
  readonly createdAt: string
  readonly reasonCode: string | undefined
}

// In XML the head has an order of its own.
const HEAD: Form<HeadTexts> = [
  { kind: 'bare', name: 'messageId', cim: 'mRID' },
  { kind: 'coded', name: 'documentType', cim: 'type' },
  { kind: 'coded', name: 'processType', cim: 'process.processType' },
  { kind: 'coded', name: 'businessSector', cim: 'businessSector.type' },
  { kind: 'identified', name: 'senderId', cim: 'sender_MarketParticipant.mRID', scheme: 'party' },
  { kind: 'coded', name: 'senderRole', cim: 'sender_MarketParticipant.marketRole.type' },
  { kind: 'identified', name: 'receiverId', cim: 'receiver_MarketParticipant.mRID', scheme: 'party' },
  { kind: 'coded', name: 'receiverRole', cim: 'receiver_MarketParticipant.marketRole.type' },
  { kind: 'bare', name: 'createdAt', cim: 'createdDateTime' },
  { kind: 'coded', name: 'reasonCode', cim: 'reason.code' },
]
