import type { Finding } from '../kernel/index.ts'
import type { InspectedStream, Inspection } from './inspection.ts'

/** The inspection as lines of text for a terminal: streams first, then findings with their place and hint. */
export function renderInspection(inspection: Inspection): string {
  const { file, format, streams, transactions, findings } = inspection
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const held = transactions === undefined ? `${streams.length} streams` : `${transactions} transactions`
  const head = [`${file}: ${format}`, `${held}, ${errors} errors, ${findings.length - errors} warnings`]
  return [...head, ...streams.flatMap(streamLines), ...findings.flatMap(findingLines), ''].join('\n')
}

function streamLines(stream: InspectedStream): string[] {
  const { point, unit, resolution, from, to, days, intervals, sum, qualities } = stream
  const period = from === null || to === null ? 'no readable interval' : `${from} to ${to}`
  const stated = Object.entries(qualities).filter(([, count]) => count > 0)
  return [
    '',
    `${point === '' ? '(no metering point)' : point}  ${resolution}  ${period}`,
    `  ${days} days, ${intervals} intervals, sum ${sum} ${unit}`,
    `  ${stated.map(([quality, count]) => `${count} ${quality}`).join(', ')}`,
  ]
}

function findingLines({ severity, code, message, path, line, day, hint }: Finding): string[] {
  const place = path ?? (line === undefined ? 'document' : `line ${line}`)
  return ['', `${severity} ${code} at ${place}${day === undefined ? '' : ` (${day})`}`, `  ${message}`, `  ${hint}`]
}
