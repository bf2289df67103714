import { METERING_POINT_TYPES } from '../../market/index.ts'
import { POINT_FIELDS } from '../model.ts'
import { applicabilities, type Applicability } from './applicability.ts'
import { table } from './markdown.ts'

const LETTERS = [
  ['required', 'R'],
  ['optional', 'o'],
  ['forbidden', '–'],
] as const satisfies readonly (readonly [Applicability, string])[]

/** Types across, fields down: what the rules say of each; alike ones together. */
export function applicabilityTable(): string {
  const asked = applicabilities()
  const columns = POINT_FIELDS.map(([column]) => column).filter((column) => column !== 'type')
  const letters = (type: (typeof METERING_POINT_TYPES)[number], column: string): string => {
    const answers = asked.get(type)?.get(column)
    return LETTERS.flatMap(([answer, letter]) => (answers?.has(answer) === true ? [letter] : [])).join(' / ')
  }
  const types = alike(METERING_POINT_TYPES, (type) => columns.map((column) => letters(type, column)).join(';'))
  const fields = alike(columns, (column) => METERING_POINT_TYPES.map((type) => letters(type, column)).join(';'))
  return table(
    ['', ...types.map((group) => group.join('<br>'))],
    fields.map((group) => [
      group.join('<br>'),
      ...types.map(([type]) => (type === undefined || group[0] === undefined ? '' : letters(type, group[0]))),
    ]),
  )
}

function alike<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return [...Map.groupBy(items, keyOf).values()]
}
