import { parseGridArea } from '../../kernel/index.ts'
import { quoted } from '../quoted.ts'
import type { FieldReader } from './field-reader.ts'

/** The fields that every series of results begins with (datahub 2.3, 2.4). */
export interface SeriesHead {
  readonly transactionId: string
  /** version of the calculation: the highest one holds; 0n when unreadable */
  readonly version: bigint
  /** D01, D02 or D03: first, second or third correction; only in process D32 */
  readonly settlementVersion?: string
  /** the transaction of a request that this answers */
  readonly originalTransactionId?: string
  /** three digits */
  readonly gridArea: string
}

/** Reads the heads of the series of one document: a transaction id is stated once. */
export class SeriesHeadReader {
  readonly #processType: string
  readonly #ids = new Set<string>()

  constructor(processType: string) {
    this.#processType = processType
  }

  read(read: FieldReader): SeriesHead {
    const transactionId = this.#transactionId(read)
    const version = versionOf(read)
    const settlementVersion = this.#settlementVersion(read)
    const originalTransactionId = read.optional('originalTransactionIDReference_Series.mRID')
    return {
      transactionId,
      version,
      ...(settlementVersion === undefined ? {} : { settlementVersion }),
      ...(originalTransactionId === undefined ? {} : { originalTransactionId }),
      gridArea: gridAreaOf(read),
    }
  }

  #transactionId(read: FieldReader): string {
    const id = read.id('mRID', 'transaction id', { empty: '00202', long: '00205' })
    if (id !== '' && this.#ids.has(id)) read.report('00102', 'mRID', `${quoted(id)} is stated twice`)
    this.#ids.add(id)
    return id
  }

  // The number of a correction says nothing in another process, so it would be taken for what it is not (datahub 2.3).
  #settlementVersion(read: FieldReader): string | undefined {
    const version = read.optionalOneOf('settlement_Series.version', ['D01', 'D02', 'D03'], 'E86')
    if (version !== undefined && this.#processType !== 'D32') {
      read.report('E86', 'settlement_Series.version', `is stated in process ${quoted(this.#processType)}, not D32`)
    }
    return version
  }
}

function versionOf(read: FieldReader): bigint {
  const text = read.required('version')
  if (/^[0-9]{1,18}$/.test(text)) return BigInt(text)
  if (text !== '') read.report('FIELD_INVALID', 'version', `${quoted(text)} is not a whole number of up to 18 digits`)
  return 0n
}

function gridAreaOf(read: FieldReader): string {
  const gridArea = read.required('meteringGridArea_Domain.mRID')
  const parsed = gridArea === '' ? undefined : parseGridArea(gridArea, read.where('meteringGridArea_Domain.mRID'))
  if (parsed?.ok === false) read.findings.push(parsed.error)
  return gridArea
}

/** An identifier of a party that may be absent; one with a wrong check digit is warned of. */
export function optionalParty(read: FieldReader, key: string): string | undefined {
  const id = read.optional(key)
  read.checkParty(key, id)
  return id
}
