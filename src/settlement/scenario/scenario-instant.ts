import { parseInstant } from '../../kernel/index.ts'

/**
 * Reads an instant as scenario folders write it: ISO 8601, or `YYYY-MM-DD hh:mm:ss` in UTC; old folders leave out seconds,
 * and a date alone is its midnight in UTC.
 * @returns epoch milliseconds; undefined when it is no instant
 */
export function parseScenarioInstant(text: string): number | undefined {
  const iso = text
    .trim()
    .replace(/^(\d{4}-\d{2}-\d{2})$/, '$1T00:00')
    .replace(' ', 'T')
    .replace(/\s+/g, '')
  const hasZone = /(?:Z|[+-]\d{2}:\d{2})$/.test(iso)
  return parseInstant(hasZone ? iso : `${iso}Z`)
}
