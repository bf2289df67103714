import { createHash } from 'node:crypto'

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
const NAMESPACE = Buffer.from('681fd8840a2e4dc296eac61c3683449c', 'hex')

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
  const bytes = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16)
  // RFC 9562: four bits of version, two of variant.
  bytes.writeUInt8((bytes.readUInt8(6) % 16) + 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) % 64) + 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
