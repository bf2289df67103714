import { FieldReader } from '../document/field-reader.ts'
import { readEntries } from '../document/read-entries.ts'
import type { Entry } from '../document/read-entries.ts'
import { isList } from '../json/tree.ts'
import type { RequestedCharge, RequestSeries, RequestType } from './document.ts'

type TextField = Exclude<keyof RequestSeries, 'index' | 'transactionId' | 'charges'>

/** The key under which each text stands in a document (datahub 2.6). */
export const SERIES_KEYS: Readonly<Record<TextField, string>> = {
  meteringPointId: 'marketEvaluationPoint.mRID',
  start: 'start_DateAndOrTime.dateTime',
  end: 'end_DateAndOrTime.dateTime',
  meteringPointType: 'marketEvaluationPoint.type',
  settlementMethod: 'marketEvaluationPoint.settlementMethod',
  gridArea: 'meteringGridArea_Domain.mRID',
  energySupplierId: 'energySupplier_MarketParticipant.mRID',
  balanceResponsibleId: 'balanceResponsibleParty_MarketParticipant.mRID',
  chargeOwnerId: 'chargeTypeOwner_MarketParticipant.mRID',
  resolution: 'aggregationSeries_Period.resolution',
  settlementVersion: 'settlement_Series.version',
}

const PERIOD = ['start', 'end'] as const

/** The texts that each type of request has, in the order in which they are written. */
export const SERIES_FIELDS: Readonly<Record<RequestType, readonly TextField[]>> = {
  'RSM-015': ['meteringPointId', ...PERIOD],
  'RSM-016': [
    ...PERIOD,
    'meteringPointType',
    'settlementMethod',
    'gridArea',
    'energySupplierId',
    'balanceResponsibleId',
    'settlementVersion',
  ],
  'RSM-017': [...PERIOD, 'gridArea', 'energySupplierId', 'chargeOwnerId', 'resolution', 'settlementVersion'],
}

/** Reads an entry of `Series`; what is wrong with its form is left with the reader. */
export function readRequestSeries(requestType: RequestType, read: FieldReader, { path, index }: Entry): RequestSeries {
  const transactionId = read.id('mRID', 'transaction id', { empty: '00202', long: '00205' })
  const texts = SERIES_FIELDS[requestType].flatMap((field) => {
    const key = SERIES_KEYS[field]
    const text = field === 'meteringPointId' ? read.required(key) : read.optional(key)
    return text === undefined ? [] : [[field, text] as const]
  })
  const charges = requestType === 'RSM-017' ? readCharges(read, path) : []
  return { index, transactionId, ...Object.fromEntries(texts), charges }
}

function readCharges(read: FieldReader, path: string): RequestedCharge[] {
  const tree = read.tree('ChargeType')
  if (tree === undefined || (isList(tree) && tree.length === 0)) return []
  return readEntries(tree, `${path}.ChargeType`, read.findings).map((entry) => {
    const fields = new FieldReader(entry.fields, entry.path)
    const code = fields.optional('mRID')
    const type = fields.optional('type')
    for (const one of fields.findings) read.findings.push(one)
    return { ...(code === undefined ? {} : { code }), ...(type === undefined ? {} : { type }) }
  })
}
