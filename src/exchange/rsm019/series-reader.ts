import type { MarketZone } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import type { Entry } from '../document/read-entries.ts'
import { readPeriod } from '../document/read-period.ts'
import { optionalParty, SeriesHeadReader } from '../document/series-fields.ts'
import { isObject, scalarOf } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import { meteringPointTypeOf } from '../rsm012/codes.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import type { Rsm019Series } from './document.ts'
import { readWholesaleValues } from './points.ts'

const UNITS = ['KWH', 'H87']

/** Reads the series of one document. */
export class WholesaleReader {
  readonly #heads: SeriesHeadReader
  readonly #zone: MarketZone
  readonly #budget: FindingBudget

  constructor(processType: string, zone: MarketZone, budget: FindingBudget) {
    this.#heads = new SeriesHeadReader(processType)
    this.#zone = zone
    this.#budget = budget
  }

  read(entry: Entry): Rsm019Series {
    const read = new FieldReader(entry.fields, entry.path)
    const resolution = resolutionOf(read)
    const inDays = resolution === 'PT1H' || resolution === 'P1D'
    const head = {
      ...this.#heads.read(read),
      energySupplierId: requiredParty(read, 'energySupplier_MarketParticipant.mRID'),
      ...pointsFields(read),
      ...chargeFields(read, inDays),
      product: read.optional('product') ?? '',
      unit: read.oneOf('quantity_Measure_Unit.name', UNITS, 'E73'),
      ...present('priceUnit', read.optionalOneOf('price_Measure_Unit.name', UNITS, 'E73')),
      currency: read.oneOf('currency_Unit.name', ['DKK'], 'E86'),
    }
    const { points, ...period } = readPeriod(read, entry.path, {
      resolutions: ['PT1H', 'P1D', 'P1M'],
      zone: this.#zone,
      budget: this.#budget,
      readValues: (point) => readWholesaleValues(point, inDays),
    })
    const refused = read.findings.some(({ severity }) => severity === 'error')
    return {
      index: entry.index,
      ...head,
      ...period,
      points: refused ? [] : points,
      findings: read.findings,
      refused,
    }
  }
}

function resolutionOf(read: FieldReader): unknown {
  const period = read.tree('Period')
  return isObject(period) ? scalarOf(period.get('resolution')) : undefined
}

function requiredParty(read: FieldReader, key: string): string {
  const id = read.required(key)
  read.checkParty(key, id)
  return id
}

function pointsFields(read: FieldReader): Pick<Rsm019Series, 'meteringPointType' | 'settlementMethod'> {
  const key = 'marketEvaluationPoint.type'
  const type = read.optional(key)
  if (type !== undefined && meteringPointTypeOf(type) === undefined) {
    read.report('D18', key, `is ${quoted(type)}, which is no type of metering point`)
  }
  const methods = ['D01', 'E02', 'E01']
  const method = read.optionalOneOf('marketEvaluationPoint.settlementMethod', methods, 'SETTLEMENT_METHOD')
  return { ...present('meteringPointType', type), ...present('settlementMethod', method) }
}

/** By the hour or day there is a charge; in a month there may be none. Code and type come together, with their owner. */
function chargeFields(
  read: FieldReader,
  inDays: boolean,
): Pick<Rsm019Series, 'chargeCode' | 'chargeType' | 'chargeOwnerId'> {
  const chargeCode = read.optional(KEY.code)
  const chargeType = read.optionalOneOf(KEY.type, ['D01', 'D02', 'D03'], 'E86')
  const chargeOwnerId = optionalParty(read, KEY.owner)
  if (inDays || chargeCode !== undefined || chargeType !== undefined) {
    requireStated(read, KEY.code, chargeCode)
    requireStated(read, KEY.type, chargeType)
    requireStated(read, KEY.owner, chargeOwnerId)
  }
  return {
    ...present('chargeCode', chargeCode),
    ...present('chargeType', chargeType),
    ...present('chargeOwnerId', chargeOwnerId),
  }
}

const KEY = {
  code: 'chargeType.mRID',
  type: 'chargeType.type',
  owner: 'chargeType.chargeTypeOwner_MarketParticipant.mRID',
} as const

function requireStated(read: FieldReader, key: string, value: string | undefined): void {
  const isNamed = read.findings.some(({ field }) => field === key)
  if (value === undefined && !isNamed) read.report('FIELD_MISSING', key, 'is missing: the series is of one charge')
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string }
}
