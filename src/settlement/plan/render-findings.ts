import { catalogue } from '../../kernel/index.ts'
import { counted, type FindingRow, type InputFinding } from './input-finding.ts'

/** How many sentences of one code are read before the rest is counted. */
const MOST_OF_A_CODE = 10
/** How many rows of one finding are read. */
const MOST_OF_A_FINDING = 3

/** Findings for people: by code, each with its first rows, and what to do about them. */
export function renderFindings(findings: readonly InputFinding[]): string {
  const groups = Map.groupBy(findings, ({ code, severity }) => `${severity} ${code}`)
  return [...groups]
    .flatMap(([title, group]) => [
      `${title} (${counted(group.length, 'finding')})`,
      ...group.slice(0, MOST_OF_A_CODE).flatMap((found) => [
        `  ${found.message}`,
        ...found.rows.slice(0, MOST_OF_A_FINDING).flatMap((row) => {
          const text = rowText(row)
          return row.meteringPointId === undefined ? [] : [`    ${text}`]
        }),
      ]),
      ...(group.length > MOST_OF_A_CODE ? [`  and ${group.length - MOST_OF_A_CODE} more`] : []),
      ...group.slice(0, 1).map(({ code }) => `  -> ${catalogue[code].next}`),
    ])
    .join('\n')
}

function rowText({ meteringPointId, marketDay, slots, days, detail }: FindingRow): string {
  return [
    meteringPointId,
    marketDay,
    slots === undefined ? undefined : counted(slots, 'slot'),
    days === undefined ? undefined : counted(days, 'day'),
    detail,
  ]
    .filter((part) => part !== undefined)
    .join('  ')
}
