import { KeyTable } from '../json/key-table.ts'
import { MISFIT } from '../json/scanner.ts'
import type { JsonScanner, Scalar } from '../json/scanner.ts'
import type { PointColumns } from './point-columns.ts'
import type { PointListReader } from './point-list.ts'

/** The keys of a transaction that hold one text. */
const SERIES_KEYS = [
  'mRID',
  'marketEvaluationPoint.mRID',
  'marketEvaluationPoint.type',
  'originalTransactionIDReference_Series.mRID',
  'product',
  'quantity_Measure_Unit.name',
  'registration_DateAndOrTime.dateTime',
  'in_Domain.mRID',
  'out_Domain.mRID',
] as const
export type SeriesKey = (typeof SERIES_KEYS)[number]

/** What a transaction holds besides its points, as written and not yet judged. */
export interface SeriesFields {
  readonly texts: Record<SeriesKey, Scalar>
  period: PeriodFields | undefined
}

/** The head of a period, as written. */
export interface PeriodFields {
  resolution: Scalar
  start: Scalar
  end: Scalar
  /** whether `Point` is a list; MISFIT when it is something else, undefined when absent */
  points: true | undefined | typeof MISFIT
}

const TABLE = new KeyTable([...SERIES_KEYS, 'Period'])
const PERIOD_TABLE = new KeyTable(['resolution', 'timeInterval', 'Point'])
const INTERVAL_TABLE = new KeyTable(['start', 'end'])

/** Reads one transaction: its points into the columns, the rest as it is written. @returns undefined when it is no object */
export function readSeries(
  scanner: JsonScanner,
  reader: PointListReader,
  columns: PointColumns,
): SeriesFields | undefined {
  columns.clear()
  if (scanner.peek() !== OPEN_OBJECT) {
    scanner.skip()
    return undefined
  }
  const fields: SeriesFields = { texts: noTexts(), period: undefined }
  for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
    const key = TABLE.find(scanner)
    if (key === undefined) scanner.skip()
    else if (key === 'Period') fields.period = readPeriod(scanner, reader, columns)
    else fields.texts[key] = scanner.scalar()
  }
  return fields
}

function readPeriod(scanner: JsonScanner, reader: PointListReader, columns: PointColumns): PeriodFields | undefined {
  // A period that stands there twice counts once, the last one, so nothing of a former one may stay.
  columns.clear()
  if (scanner.peek() !== OPEN_OBJECT) {
    scanner.skip()
    return undefined
  }
  const period: PeriodFields = { resolution: undefined, start: undefined, end: undefined, points: undefined }
  for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
    const key = PERIOD_TABLE.find(scanner)
    if (key === undefined) scanner.skip()
    else if (key === 'resolution') period.resolution = scanner.scalar()
    else if (key === 'timeInterval') readInterval(scanner, period)
    else period.points = readPoints(scanner, reader, columns)
  }
  return period
}

function readInterval(scanner: JsonScanner, period: PeriodFields): void {
  period.start = undefined
  period.end = undefined
  if (scanner.peek() !== OPEN_OBJECT) {
    scanner.skip()
    return
  }
  for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
    const key = INTERVAL_TABLE.find(scanner)
    if (key === undefined) scanner.skip()
    else period[key] = scanner.scalar()
  }
}

function readPoints(scanner: JsonScanner, reader: PointListReader, columns: PointColumns): PeriodFields['points'] {
  if (scanner.peek() === OPEN_LIST) {
    reader.read(columns)
    return true
  }
  columns.clear()
  const value = scanner.peek() === LETTER_N ? undefined : MISFIT
  scanner.skip()
  return value
}

function noTexts(): Record<SeriesKey, Scalar> {
  return {
    mRID: undefined,
    'marketEvaluationPoint.mRID': undefined,
    'marketEvaluationPoint.type': undefined,
    'originalTransactionIDReference_Series.mRID': undefined,
    product: undefined,
    'quantity_Measure_Unit.name': undefined,
    'registration_DateAndOrTime.dateTime': undefined,
    'in_Domain.mRID': undefined,
    'out_Domain.mRID': undefined,
  }
}

const OPEN_LIST = 91
const LETTER_N = 110
const OPEN_OBJECT = 123
