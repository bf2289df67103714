import { formatInstant } from '../kernel/index.ts'
import type {
  FieldChange,
  PointTimeline,
  ProcessEntry,
  StatementEffect,
  TimelineEntry,
} from '../metering-points/index.ts'
import { fieldName, valueText } from './point-text.ts'

/** A timeline as a person reads it: what happened, who asked for it, and what it changed from when on. */
export function timelineText({ meteringPointId, entries, next }: PointTimeline): string {
  if (entries.length === 0) return `Nothing more is known of metering point ${meteringPointId}.`
  const shown = entries.flatMap((entry) => ['', ...entryLines(entry)])
  const more = next === null ? [] : ['', `There is more: --after ${next}`]
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`
  return [`metering point ${meteringPointId}, ${count}`, ...shown, ...more].join('\n')
}

function entryLines(entry: TimelineEntry): string[] {
  const told = entry.kind === 'process' ? processLines(entry) : ['import']
  const [first = '', ...others] = [...told, ...entry.effects.flatMap(effectLines)]
  const number = String(entry.recordedSeq)
  return [`${number}  ${first}`, ...others.map((line) => `${' '.repeat(number.length)}  ${line}`)]
}

function processLines(entry: ProcessEntry): string[] {
  const { process, processId, outcome, effectiveDate, cancels, findings } = entry
  const what = cancels === null ? process : `${process} of process ${cancels}`
  return [
    `${what} from ${effectiveDate ?? 'no market day'}: ${outcome} (process ${processId})`,
    askedLine(entry),
    ...findings.map(({ code, field, message }) => `${code}${field === null ? '' : ` (${field})`}: ${message}`),
  ]
}

function askedLine({ senderId, senderRole, receivedAtMs, messageId, transactionId }: ProcessEntry): string {
  const message = messageId === null ? [] : [`message ${messageId}`]
  const transaction = transactionId === null ? [] : [`transaction ${transactionId}`]
  return [`asked by ${senderId} (${senderRole}) at ${formatInstant(receivedAtMs)}`, ...message, ...transaction].join(
    ', ',
  )
}

function effectLines({ what, validFrom, changes }: StatementEffect): string[] {
  const day = `${what === 'withdrawn' ? 'withdrawn ' : ''}from ${validFrom}`
  if (changes.length === 0) return [`${day}: as it was`]
  const width = Math.max(...changes.map(({ field }) => fieldName(field).length))
  // Of what was not there before only what it became is told.
  const isFirst = changes.every(({ before }) => before === null)
  const told = ({ before, after }: FieldChange): string =>
    isFirst ? valueText(after) : `${valueText(before)} > ${valueText(after)}`
  return [day, ...changes.map((change) => `  ${fieldName(change.field).padEnd(width)}  ${told(change)}`)]
}
