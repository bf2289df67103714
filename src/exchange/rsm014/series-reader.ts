import { finding } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import type { Entry } from '../document/read-entries.ts'
import { readPeriod } from '../document/read-period.ts'
import type { PeriodRules } from '../document/read-period.ts'
import { optionalParty, SeriesHeadReader } from '../document/series-fields.ts'
import { quoted } from '../quoted.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import type { AggregatePoint, Rsm014Series } from './document.ts'
import { readAggregateValues } from './points.ts'

/** Reads the series of one document. */
export class SeriesReader {
  readonly #heads: SeriesHeadReader
  readonly #period: PeriodRules<Omit<AggregatePoint, 'position'>>

  constructor(processType: string, zone: MarketZone, budget: FindingBudget) {
    this.#heads = new SeriesHeadReader(processType)
    // All results have been quarter-hourly since May 2023, hourly before (datahub 2.3).
    this.#period = { resolutions: ['PT15M', 'PT1H'], zone, budget, readValues: readAggregateValues }
  }

  read(entry: Entry): Rsm014Series {
    const read = new FieldReader(entry.fields, entry.path)
    const head = this.#heads.read(read)
    const energySupplierId = optionalParty(read, 'energySupplier_MarketParticipant.mRID')
    const balanceResponsibleId = optionalParty(read, 'balanceResponsibleParty_MarketParticipant.mRID')
    const meteringPointType = read.oneOf('marketEvaluationPoint.type', ['E17', 'E18', 'E20'], 'D18')
    const settlementMethod = settlementMethodOf(read, meteringPointType)
    const product = read.optional('product') ?? ''
    const unit = read.oneOf('quantity_Measure_Unit.name', ['KWH'], 'E73')
    const { points, ...period } = readPeriod(read, entry.path, this.#period)
    const refused = read.findings.some(({ severity }) => severity === 'error')
    return {
      index: entry.index,
      ...head,
      ...(energySupplierId === undefined ? {} : { energySupplierId }),
      ...(balanceResponsibleId === undefined ? {} : { balanceResponsibleId }),
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
