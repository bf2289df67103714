import { finding, parseInstant, warning } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { MISFIT } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'
import { idFindings } from './id-findings.ts'
import { factorOf } from './micro.ts'
import type { SeriesFields, SeriesKey } from './series-fields.ts'

/** The single texts of a transaction, judged. */
export interface SeriesTexts {
  readonly transactionId: string
  readonly meteringPointId: string
  readonly meteringPointType: string
  readonly product: string
  readonly unit: string
  readonly registeredAtMs: number
  readonly inDomain?: string
  readonly outDomain?: string
  readonly originalTransactionId?: string
}

/** Reads the single texts of a transaction and puts what is wrong with them into the findings. @param path of the transaction */
export function checkSeriesTexts(
  fields: SeriesFields,
  path: () => string,
  profile: MarketProfile,
  findings: Finding[],
): SeriesTexts {
  const read = new TextReader(fields, path, findings)
  return {
    transactionId: read.transactionId(),
    meteringPointId: read.meteringPointId(profile),
    meteringPointType: read.required('marketEvaluationPoint.type'),
    product: read.optional('product') ?? '',
    unit: read.unit(),
    registeredAtMs: read.registeredAtMs(),
    ...named('inDomain', read.optional('in_Domain.mRID')),
    ...named('outDomain', read.optional('out_Domain.mRID')),
    ...named('originalTransactionId', read.optional('originalTransactionIDReference_Series.mRID')),
  }
}

class TextReader {
  readonly #fields: SeriesFields
  readonly #path: () => string
  readonly #findings: Finding[]

  constructor(fields: SeriesFields, path: () => string, findings: Finding[]) {
    this.#fields = fields
    this.#path = path
    this.#findings = findings
  }

  transactionId(): string {
    const id = this.#fields.texts.mRID
    const read = id === MISFIT ? '' : (id ?? '')
    if (id === MISFIT) this.#report('mRID', 'is not a text')
    else if (read === '' || read.length > 36) {
      const codes = { empty: '00202', long: '00205' } as const
      this.#findings.push(...idFindings(read, 'transaction id', codes, `${this.#path()}.mRID`))
    }
    return read
  }

  // Inbound identifiers are only warned about (datahub 2.13); whether the point exists is asked where master data is.
  meteringPointId(profile: MarketProfile): string {
    const id = this.required('marketEvaluationPoint.mRID')
    const parsed = id === '' ? undefined : profile.parseMeteringPointId(id)
    if (parsed === undefined || parsed.ok) return id
    const { code, message } = parsed.error
    this.#findings.push(warning(code, message, this.#where('marketEvaluationPoint.mRID')))
    return id
  }

  unit(): string {
    const unit = this.required('quantity_Measure_Unit.name')
    if (unit !== '' && factorOf(unit) === undefined) {
      const where = this.#where('quantity_Measure_Unit.name')
      this.#findings.push(finding('E73', `unit ${quoted(unit)} is none of KWH, MWH, K3`, where))
    }
    return unit
  }

  registeredAtMs(): number {
    const text = this.required('registration_DateAndOrTime.dateTime')
    const instantMs = parseInstant(text)
    if (text !== '' && instantMs === undefined) {
      this.#report(
        'registration_DateAndOrTime.dateTime',
        `${quoted(text)} is not an instant such as 2026-03-01T07:30:00Z`,
      )
    }
    return instantMs ?? Number.NaN
  }

  required(key: SeriesKey): string {
    const text = this.optional(key)
    if (text !== undefined && text !== '') return text
    if (this.#fields.texts[key] !== MISFIT) {
      this.#findings.push(finding('FIELD_MISSING', `${key} is missing`, this.#where(key)))
    }
    return ''
  }

  optional(key: SeriesKey): string | undefined {
    const value = this.#fields.texts[key]
    if (value !== MISFIT) return value
    this.#report(key, 'is not a text')
    return undefined
  }

  #report(key: SeriesKey, what: string): void {
    this.#findings.push(finding('FIELD_INVALID', `${key} ${what}`, this.#where(key)))
  }

  #where(key: SeriesKey): { path: string; field: string; point: string | undefined } {
    const point = this.#fields.texts['marketEvaluationPoint.mRID']
    return {
      path: `${this.#path()}.${key}`,
      field: key,
      point: typeof point === 'string' && point !== '' ? point : undefined,
    }
  }
}

function named<Name extends string>(name: Name, value: string | undefined): { [K in Name]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [K in Name]: string })
}
