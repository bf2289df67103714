import { GridbookError } from '../../kernel/index.ts'
import type { ObjectStorage } from '../../platform/index.ts'
import { isDay } from '../day.ts'
import { keyPositions, moneyPositions } from './dataset.ts'
import type { Dataset } from './dataset.ts'

/** What is exported, where to, and under which identity. */
export interface ExportRequest {
  /** name of the set of datasets, for example `finance` */
  readonly name: string
  readonly datasets: readonly Dataset[]
  readonly target: ObjectStorage
  readonly client: string
  readonly environment: string
  /** `YYYY-MM-DD` */
  readonly runDate: string
  /** 100,000 when absent; a file is held in memory, some 200 bytes a row */
  readonly rowsPerFile?: number
  /** puts an apostrophe before texts that a spreadsheet would take for formulas */
  readonly guardFormulas?: boolean
  /** of the program: the same rows may look different in another version */
  readonly codeVersion: string
}

/** A request that is sound, with nothing left out. */
export type CheckedRequest = Required<ExportRequest>

const ROWS_PER_FILE = 100_000
const NAME = /^[a-z][a-z0-9_]{0,62}$/
const KEY_PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** A request with its defaults, checked. @throws GridbookError USAGE with every fault */
export function checkedRequest(request: ExportRequest): CheckedRequest {
  const { name, client, environment, runDate, datasets, rowsPerFile = ROWS_PER_FILE, guardFormulas = false } = request
  const parts = Object.entries({ name, client, environment })
  const faults = [
    ...parts.filter(([, text]) => !KEY_PART.test(text)).map(([what, text]) => `'${text}' is no name of the ${what}`),
    ...(isDay(runDate) ? [] : [`'${runDate}' is not a day; write it as 2026-03-31`]),
    ...(Number.isSafeInteger(rowsPerFile) && rowsPerFile > 0 ? [] : [`${rowsPerFile} rows are no file`]),
    ...(datasets.length > 0 ? [] : ['there is nothing to export']),
    ...datasets.flatMap(datasetFaults),
    ...repeated(datasets.map((dataset) => dataset.name)).map((twice) => `there are two datasets ${twice}`),
  ]
  if (faults.length === 0) return { ...request, rowsPerFile, guardFormulas }
  throw new GridbookError('USAGE', faults.join('; '))
}

function datasetFaults(dataset: Dataset): readonly string[] {
  const { name, columns } = dataset
  const named = NAME.test(name) ? [] : [`'${name}' is no name of a dataset`]
  const twice = repeated(columns.map((column) => column.name)).map((column) => `dataset ${name} has ${column} twice`)
  try {
    const unsummable = moneyPositions(dataset).filter((position) => columns[position]?.kind !== 'decimal')
    const keyless = keyPositions(dataset).length === 0 ? [`dataset ${name} has no key`] : []
    return [...named, ...twice, ...keyless, ...unsummable.map((n) => `${name}.${columns[n]?.name} is no decimal`)]
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    return [...named, ...twice, cause.message]
  }
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, n) => names.indexOf(name) !== n))]
}
