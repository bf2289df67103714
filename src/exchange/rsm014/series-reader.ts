import { finding, parseGridArea } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import type { Entry } from '../document/read-entries.ts'
import { isObject } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import type { Rsm014Series } from './document.ts'
import { readAggregatePeriod } from './period.ts'

/** Reads the series of one document. */
export class SeriesReader {
  readonly #processType: string
  readonly #zone: MarketZone
  readonly #budget: FindingBudget
  readonly #ids = new Set<string>()

  constructor(processType: string, zone: MarketZone, budget: FindingBudget) {
    this.#processType = processType
    this.#zone = zone
    this.#budget = budget
  }

  read(entry: Entry): Rsm014Series {
    const read = new FieldReader(entry.fields, entry.path)
    const transactionId = this.#transactionId(read)
    const version = versionOf(read)
    const settlementVersion = this.#settlementVersion(read)
    const head = headOf(read)
    const meteringPointType = read.oneOf('marketEvaluationPoint.type', ['E17', 'E18', 'E20'], 'D18')
    const settlementMethod = settlementMethodOf(read, meteringPointType)
    const product = read.optional('product') ?? ''
    const unit = read.oneOf('quantity_Measure_Unit.name', ['KWH'], 'E73')
    const { points, ...period } = this.#period(read, entry.path)
    const refused = read.findings.some(({ severity }) => severity === 'error')
    return {
      index: entry.index,
      transactionId,
      version,
      ...(settlementVersion === undefined ? {} : { settlementVersion }),
      ...head,
      meteringPointType,
      ...(settlementMethod === undefined ? {} : { settlementMethod }),
      product,
      unit,
      ...period,
      points: refused ? [] : points,
      findings: read.findings,
      refused,
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

  #period(read: FieldReader, path: string): ReturnType<typeof readAggregatePeriod> {
    const period = read.tree('Period')
    if (!isObject(period)) {
      read.report(period === undefined ? 'FIELD_MISSING' : 'FIELD_INVALID', 'Period', 'is not there as an object')
    }
    const fields = new FieldReader(isObject(period) ? period : new Map(), `${path}.Period`)
    const result = readAggregatePeriod(fields, `${path}.Period`, this.#zone, this.#budget)
    if (isObject(period)) for (const one of fields.findings) read.findings.push(one)
    return result
  }
}

function versionOf(read: FieldReader): bigint {
  const text = read.required('version')
  if (/^[0-9]{1,18}$/.test(text)) return BigInt(text)
  if (text !== '') read.report('FIELD_INVALID', 'version', `${quoted(text)} is not a whole number of up to 18 digits`)
  return 0n
}

function headOf(
  read: FieldReader,
): Pick<Rsm014Series, 'gridArea' | 'energySupplierId' | 'balanceResponsibleId' | 'originalTransactionId'> {
  const originalTransactionId = read.optional('originalTransactionIDReference_Series.mRID')
  const gridArea = read.required('meteringGridArea_Domain.mRID')
  const parsed = gridArea === '' ? undefined : parseGridArea(gridArea, read.where('meteringGridArea_Domain.mRID'))
  if (parsed?.ok === false) read.findings.push(parsed.error)
  const energySupplierId = read.optional('energySupplier_MarketParticipant.mRID')
  read.checkParty('energySupplier_MarketParticipant.mRID', energySupplierId)
  const balanceResponsibleId = read.optional('balanceResponsibleParty_MarketParticipant.mRID')
  read.checkParty('balanceResponsibleParty_MarketParticipant.mRID', balanceResponsibleId)
  return {
    ...(originalTransactionId === undefined ? {} : { originalTransactionId }),
    gridArea,
    ...(energySupplierId === undefined ? {} : { energySupplierId }),
    ...(balanceResponsibleId === undefined ? {} : { balanceResponsibleId }),
  }
}

function settlementMethodOf(read: FieldReader, meteringPointType: string): string | undefined {
  const key = 'marketEvaluationPoint.settlementMethod'
  const method = read.optionalOneOf(key, ['D01', 'E02'], 'SETTLEMENT_METHOD')
  if (method !== undefined && meteringPointType !== 'E17') {
    read.findings.push(
      finding('SETTLEMENT_METHOD', `${key} is stated of type ${quoted(meteringPointType)}, not E17`, read.where(key)),
    )
  }
  return method
}
