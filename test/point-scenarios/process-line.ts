import type { ProcessRequest } from '../../src/metering-points/index.ts'
import { isProcessKind } from '../../src/metering-points/index.ts'
import { POINT_FIELDS, TRUTH_FIELDS } from '../../src/metering-points/model.ts'
import type { Line } from './scenario-folder.ts'

/** Every column that a file of a scenario may have. */
export const PROCESS_COLUMNS: readonly string[] = [
  'step',
  'case',
  'process',
  'metering_point_id',
  'effective_date',
  'sender',
  'role',
  'label',
  'cancels',
  'outcome',
  'findings',
  'valid_from',
  'valid_to',
  ...POINT_FIELDS.map(([column]) => column),
]

// A field that is taken away.
const NOTHING = '-'

/**
 * The process that a line asks for. A field of the line is stated as it stands, `-` takes it away, an empty one is not stated.
 * @param labels numbers of processes before it by their labels, of which `cancels` names one
 */
export function requestOf(line: Line, labels: ReadonlyMap<string, bigint>): ProcessRequest {
  const kind = line.get('process') ?? ''
  if (!isProcessKind(kind)) throw new Error(`'${kind}' is no process`)
  const cancelled = line.get('cancels')
  const cancels = cancelled === undefined ? undefined : labels.get(cancelled)
  if (cancelled !== undefined && cancels === undefined) throw new Error(`no process has the label ${cancelled}`)
  return {
    kind,
    meteringPointId: line.get('metering_point_id') ?? '',
    effectiveDate: line.get('effective_date') ?? '',
    stated: statedBy(line),
    sender: { actorId: line.get('sender') ?? '', role: line.get('role') ?? '' },
    cancels,
  }
}

function statedBy(line: Line): ProcessRequest['stated'] {
  return Object.fromEntries(
    POINT_FIELDS.flatMap(([column, field]) => {
      const text = line.get(column)
      if (text === undefined) return []
      const isTruth = TRUTH_FIELDS.has(field) && (text === 'true' || text === 'false')
      return [[field, text === NOTHING ? null : isTruth ? text === 'true' : text]]
    }),
  )
}
