import { finding, type Finding } from '../../kernel/index.ts'
import { csvBatches } from '../../platform/index.ts'
import type { CsvLine } from '../../platform/index.ts'
import { POINT_FIELDS, TRUTH_FIELDS, type PointMasterData } from '../model.ts'
import { isProcessKind } from './process.ts'
import type { ProcessRequest, ProcessSender, StatedFields } from './request.ts'

/** A process of a file with its line. */
export type ProcessLine = { readonly line: number; readonly request: ProcessRequest }

/** Some lines of a file: what they ask for, and what cannot be read. */
export type ProcessLines = { readonly processes: readonly ProcessLine[]; readonly findings: readonly Finding[] }

const REQUIRED = ['process', 'metering_point_id', 'effective_date']
const OPTIONAL = ['sender_id', 'sender_role', 'cancels', ...POINT_FIELDS.map(([column]) => column)]
/** Takes a value away; an empty field says nothing of it. */
const TAKEN_AWAY = '-'

/**
 * Reads processes from a CSV file, some lines at a time: process, metering_point_id, effective_date, then the fields that the
 * process states in their columns (`-` takes a value away); sender_id and sender_role where somebody else asks than `sender`;
 * cancels, the number of a process.
 */
export async function* readProcesses(path: string, sender: ProcessSender): AsyncGenerator<ProcessLines> {
  for await (const batch of csvBatches(path, { required: REQUIRED, optional: OPTIONAL })) {
    const findings: Finding[] = [...batch.findings]
    const processes: ProcessLine[] = []
    for (const line of batch.lines) {
      const faults = lineFaults(line)
      findings.push(...faults)
      if (faults.length === 0) processes.push({ line: line.line, request: fromLine(line, sender) })
    }
    yield { processes, findings }
  }
}

function lineFaults({ line, fields }: CsvLine): Finding[] {
  const missing = REQUIRED.filter(
    (field) => !fields.has(field) && !(field === 'effective_date' && fields.has('cancels')),
  )
  const faults = missing.map((field) => finding('FIELD_MISSING', `${field} is empty`, { line, field }))
  const kind = fields.get('process')
  if (kind !== undefined && !isProcessKind(kind)) {
    faults.push(finding('FIELD_INVALID', `'${kind}' is no process`, { line, field: 'process' }))
  }
  for (const [column, field] of POINT_FIELDS) {
    const value = fields.get(column)
    if (TRUTH_FIELDS.has(field) && value !== undefined && !TRUTHS.includes(value)) {
      faults.push(finding('FIELD_INVALID', `'${value}' is neither true nor false`, { line, field: column }))
    }
  }
  const cancels = fields.get('cancels')
  if (cancels !== undefined && !/^\d{1,18}$/.test(cancels)) {
    faults.push(finding('FIELD_INVALID', `'${cancels}' is no number of a process`, { line, field: 'cancels' }))
  }
  return faults
}

const TRUTHS: readonly string[] = ['true', 'false', TAKEN_AWAY]

function fromLine({ fields }: CsvLine, sender: ProcessSender): ProcessRequest {
  const kind = fields.get('process') ?? ''
  if (!isProcessKind(kind)) throw new Error(`${kind} is no process`)
  const cancels = fields.get('cancels')
  return {
    kind,
    meteringPointId: fields.get('metering_point_id') ?? '',
    effectiveDate: fields.get('effective_date') ?? '',
    stated: statedFields(fields),
    sender: { actorId: fields.get('sender_id') ?? sender.actorId, role: fields.get('sender_role') ?? sender.role },
    ...(cancels === undefined ? {} : { cancels: BigInt(cancels) }),
  }
}

/** What columns with texts state; `-` takes a value away. Words are taken as they stand and judged by the rules. */
export function statedFields(columns: ReadonlyMap<string, string>): StatedFields {
  return Object.fromEntries(
    POINT_FIELDS.flatMap(([column, field]) => {
      const text = columns.get(column)
      return text === undefined ? [] : [[field, valueOf(field, text)] as const]
    }),
  )
}

function valueOf(field: keyof PointMasterData, text: string): string | boolean | null {
  if (text === TAKEN_AWAY) return null
  return TRUTH_FIELDS.has(field) ? text === 'true' : text
}
