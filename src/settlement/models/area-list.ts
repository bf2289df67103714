import { textLiteral } from '../../platform/index.ts'

/** Grid areas as the inside of an IN list. */
export function areaList(gridAreas: readonly string[]): string {
  return gridAreas.map(textLiteral).join(', ')
}
