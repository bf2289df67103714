import { formatInstantToMinute } from '../../kernel/index.ts'
import { coded, headText } from './head-text.ts'
import type { DocumentHeader } from './head-text.ts'
import type { SeriesHead } from './series-fields.ts'

/** Writes a document of series as compact CIM JSON. */
export function encodeSeries<Series>(
  rootKey: string,
  header: DocumentHeader,
  series: Iterable<Series>,
  textOf: (series: Series) => string,
): Uint8Array<ArrayBuffer> {
  const texts = Array.from(series, textOf)
  return new TextEncoder().encode(`${headText(rootKey, header)}${texts.join(',')}]}}`)
}

/** The fields that a series of results begins with; its grid area has another place in each document. */
export function headFields(head: Omit<SeriesHead, 'gridArea'>): object {
  return {
    mRID: head.transactionId,
    version: String(head.version),
    ...given('settlement_Series.version', head.settlementVersion, coded),
    ...given('originalTransactionIDReference_Series.mRID', head.originalTransactionId, (id) => id),
  }
}

/** What the period of a series has besides its points. */
interface WrittenPeriod {
  readonly resolution: string
  /** half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
}

/** The text of a series: its fields, then its period with the points, each of which is text already. */
export function seriesText(fields: object, period: WrittenPeriod, points: readonly string[]): string {
  const Period = {
    resolution: period.resolution,
    timeInterval: {
      start: coded(formatInstantToMinute(period.fromMs)),
      end: coded(formatInstantToMinute(period.toMs)),
    },
  }
  // Points are written by hand: JSON.stringify would make floating-point numbers of the quantities.
  return `${JSON.stringify({ ...fields, Period }).slice(0, -2)},"Point":[${points.join(',')}]}}`
}

/** A field that is there when its value is. */
export function given<T>(key: string, value: string | undefined, write: (value: string) => T): Record<string, T> {
  return value === undefined ? {} : { [key]: write(value) }
}
