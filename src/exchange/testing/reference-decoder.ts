// A second reader of RSM-012, slow and plain, which shares nothing with the product: JSON.parse, the text of each number
// as JSON.parse saw it, decimals by BigInt, days by Temporal.

/** What the plain reader says of one transaction. */
export interface ReferenceTransaction {
  readonly transactionId: string
  readonly positions: number
  readonly sum: bigint
  /** codes of its errors, each once, sorted */
  readonly errors: readonly string[]
  /** `YYYY-MM-DD/slot` to `quality value`; empty when refused */
  readonly slots: ReadonlyMap<string, string>
}

type Json = { readonly [key: string]: Json } & { readonly value?: Json; readonly number?: string }

/** Reads a document that is well-formed and has a good head. */
export function referenceTransactions(text: string): ReferenceTransaction[] {
  // The type of the reviver does not know its third argument yet.
  const root = JSON.parse(text.replace(/^\uFEFF/, ''), keepDigits as (key: string, value: unknown) => unknown) as Json
  const seen = new Set<string>()
  const series = root['NotifyValidatedMeasureData_MarketDocument']?.['Series'] as unknown as Json[]
  return series.map((one) => {
    const id = plain(one['mRID']) ?? ''
    const read = readSeries(one, seen.has(id) && id !== '')
    seen.add(id)
    return read
  })
}

// JSON.parse hands the text of each number to its reviver.
function keepDigits(_: string, value: unknown, context: { source?: string }): unknown {
  return typeof value === 'number' ? { number: context.source } : value
}

function readSeries(series: Json, isDoubled: boolean): ReferenceTransaction {
  const errors = new Set<string>()
  const transactionId = plain(series['mRID']) ?? ''
  if (isDoubled) errors.add('00102')
  if (transactionId === '') errors.add('00202')
  if (transactionId.length > 36) errors.add('00205')
  if (plain(series['registration_DateAndOrTime.dateTime']) === undefined) errors.add('FIELD_MISSING')
  const unit = plain(series['quantity_Measure_Unit.name']) ?? ''
  if (!['KWH', 'MWH', 'K3'].includes(unit)) errors.add('E73')
  const period = series['Period'] as Json
  const minutes = { PT15M: 15, PT1H: 60 }[plain(period['resolution']) ?? '']
  if (minutes === undefined) errors.add('D23')
  const fromMs = Date.parse(plain(period['timeInterval']?.['start']) ?? '')
  const toMs = Date.parse(plain(period['timeInterval']?.['end']) ?? '')
  const isInterval = checkInterval(fromMs, toMs, errors)
  const stepMs = (minutes ?? 0) * 60_000
  const isAligned = isInterval && minutes !== undefined && fromMs % stepMs === 0 && toMs % stepMs === 0
  if (isInterval && minutes !== undefined && !isAligned) errors.add('D66')
  const slots = new Map<string, string>()
  let sum = 0n
  const points = period['Point'] as unknown as Json[]
  for (const point of points) {
    const { quality, micro } = readPoint(point, unit === 'MWH' ? 1000n : 1n, errors)
    sum += micro ?? 0n
    const position = positionOf(point)
    if (position < 1) errors.add('E87')
    else if (isAligned) {
      if (position > (toMs - fromMs) / stepMs) errors.add('E87')
      else {
        const slot = slotAt(fromMs + (position - 1) * stepMs, stepMs)
        if (slots.has(slot)) errors.add('E87')
        slots.set(slot, micro === undefined ? 'missing' : `${quality} ${micro}`)
      }
    }
  }
  return {
    transactionId,
    positions: points.length,
    sum,
    errors: [...errors].toSorted(),
    slots: errors.size > 0 ? new Map() : slots,
  }
}

function checkInterval(fromMs: number, toMs: number, errors: Set<string>): boolean {
  if (toMs <= fromMs || toMs - fromMs < 4 * 3_600_000) {
    errors.add('E50')
    return false
  }
  const [from, to] = [local(fromMs), local(toMs)]
  if ((toMs - fromMs) % 86_400_000 === 0 && isMidnight(from) !== isMidnight(to)) {
    errors.add('DAY_LENGTH')
    return false
  }
  return true
}

function isMidnight(time: Temporal.ZonedDateTime): boolean {
  return time.hour === 0 && time.minute === 0
}

function readPoint(point: Json, factor: bigint, errors: Set<string>): { quality: string; micro: bigint | undefined } {
  const quality = plain(point['quality'])
  const names: Record<string, string> = { A02: 'missing', A03: 'estimated', A04: 'measured' }
  const name = quality === undefined ? 'measured' : names[quality]
  if (name === undefined) errors.add('D12')
  const text = plain(point['quantity'])
  if (text === undefined || name === 'missing') return { quality: 'missing', micro: undefined }
  const digits = decimal(text)
  if (digits === undefined) {
    errors.add('FIELD_INVALID')
    return { quality: 'missing', micro: undefined }
  }
  const { negative, whole, fraction } = digits
  const isZero = whole === '' && fraction === ''
  if (negative && !isZero) errors.add('E86')
  else if (whole.length > 10 || fraction.length > 3) errors.add('E89')
  else {
    const micro = BigInt(whole + fraction.padEnd(6, '0')) * factor
    // Megawatt-hours can be more than DECIMAL(18,6) holds in kWh.
    if (micro >= 10n ** 18n) errors.add('E89')
    return { quality: name ?? 'other', micro }
  }
  return { quality: 'missing', micro: undefined }
}

// The digits before and after the point, without zeros that carry no value.
function decimal(text: string): { negative: boolean; whole: string; fraction: string } | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (parts === null) return undefined
  const [, sign, integer = '', decimals = '', exponent = '0'] = parts
  const point = integer.length + Number(exponent)
  const all = integer + decimals
  const padded = point > all.length ? all.padEnd(point, '0') : point < 0 ? all.padStart(all.length - point, '0') : all
  const at = Math.max(point, 0)
  return {
    negative: sign === '-',
    whole: padded.slice(0, at).replace(/^0+/, ''),
    fraction: padded.slice(at).replace(/0+$/, ''),
  }
}

function positionOf(point: Json): number {
  return Number(plain(point['position']) ?? 0)
}

function slotAt(instantMs: number, stepMs: number): string {
  const time = local(instantMs)
  return `${time.toPlainDate().toString()}/${(instantMs - time.startOfDay().epochMilliseconds) / stepMs}`
}

function local(instantMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO('Europe/Copenhagen')
}

function plain(value: Json | string | null | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  return value.number ?? plain(value.value)
}
