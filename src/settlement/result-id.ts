import { nameBasedUuid } from '../platform/index.ts'

/** What identifies an energy result; parts that a result does not have are absent (settlement 1.8). */
export type EnergyResultKey = {
  readonly calculationId: string
  readonly gridArea: string
  readonly neighbourGridArea: string | null
  readonly balanceResponsibleId: string | null
  readonly energySupplierId: string | null
  readonly timeSeriesType: string
}

// settlement 1.8: the namespace of every result id.
const NAMESPACE = '681fd884-0a2e-4dc2-96ea-c61c3683449c'

/**
 * The id of an energy result: the same calculation gives the same ids whenever it is repeated (settlement 1.8).
 * All energy tables share one form, so a series has one id wherever it is shown.
 */
export function energyResultId(key: EnergyResultKey): string {
  return resultId([
    key.calculationId,
    key.gridArea,
    key.neighbourGridArea,
    key.balanceResponsibleId,
    key.energySupplierId,
    key.timeSeriesType,
    'energy',
  ])
}

/** UUID version 5 over the parts, joined without a separator; absent parts are left out. */
export function resultId(parts: readonly (string | null)[]): string {
  const name = parts.filter((part) => part !== null).join('')
  return nameBasedUuid(NAMESPACE, name)
}
