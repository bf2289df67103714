import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { MarketProfile } from '../market/index.ts'
import {
  faultPoint,
  importTally,
  inTransaction,
  nextRecordedSeq,
  readCsvTable,
  stagedFindings,
  stagePeriods,
} from '../platform/index.ts'
import type { ImportReport, Pool, StagedPeriod } from '../platform/index.ts'
import { chargeLine, KEY_FIELDS } from './charge-lines.ts'
import type { ChargeLine } from './charge-lines.ts'
import { claimCharges, knownCharges, lockCharges } from './known-charges.ts'
import type { KnownCharge } from './known-charges.ts'
import { CHARGE_LOG, chargeKeyText } from './model.ts'

/** What the imports of this room work with. */
export type ChargeImportPorts = { readonly pool: Pool; readonly profile: MarketProfile }

const COLUMNS = {
  required: [...KEY_FIELDS, 'valid_from'],
  optional: ['valid_to', 'tombstone', 'name', 'description', 'resolution', 'vat', 'is_tax', 'transparent'],
}

/**
 * Imports what charges are from a CSV file; the columns are in the room's README. Good lines are stored in one
 * transaction, bad ones reported; doing it again stores nothing.
 */
export async function importCharges(path: string, { pool, profile }: ChargeImportPorts): Promise<ImportReport> {
  const table = await readCsvTable(path, COLUMNS)
  const tally = importTally()
  tally.add(table.findings)
  const lines: ChargeLine[] = []
  for (const line of table.lines) {
    const { value, faults } = chargeLine(line, profile.zone)
    tally.add(faults)
    if (value !== undefined) lines.push(value)
  }
  const done = await inTransaction(pool, async (trx) => {
    await lockCharges(trx)
    const charges = withNumbers(lines, await knownCharges(trx))
    const staged = await stagePeriods(trx, CHARGE_LOG)
    await staged.add(lines.map((line) => toStaged(line, charges)))
    const contradictions = fixedFindings(lines, charges)
    await staged.refuse(contradictions.map(({ line }) => line ?? 0))
    tally.add([...contradictions, ...stagedFindings(await staged.faults())])
    const decided = await staged.decide()
    if (decided.appended === 0) return { ...decided, recordedSeq: undefined }
    const recordedSeq = await nextRecordedSeq(trx)
    await staged.write(recordedSeq)
    await claimCharges(trx, [...charges.values()], recordedSeq)
    faultPoint('charges:before-commit')
    return { ...decided, recordedSeq }
  })
  return tally.report(done)
}

/** The known charges and those of the lines, which get the next numbers in the order of lines. */
function withNumbers(
  lines: readonly ChargeLine[],
  known: ReadonlyMap<string, KnownCharge>,
): ReadonlyMap<string, KnownCharge> {
  const charges = new Map(known)
  let last = Math.max(0, ...[...known.values()].map(({ chargeId }) => chargeId))
  for (const { key } of lines) {
    const text = chargeKeyText(key)
    if (charges.has(text)) continue
    last += 1
    charges.set(text, { ...key, chargeId: last, resolution: undefined, isTax: undefined })
  }
  return charges
}

function toStaged({ key, values, ...period }: ChargeLine, charges: ReadonlyMap<string, KnownCharge>): StagedPeriod {
  const v = values
  return {
    ...period,
    key: [String(charges.get(chargeKeyText(key))?.chargeId)],
    values:
      v === undefined
        ? CHARGE_LOG.values.map(() => null)
        : [v.name, v.description, v.resolution, String(v.vat), String(v.isTax), String(v.transparent)],
  }
}

/** Lines that change what is fixed once it was stated (settlement 6.3: VR.907, VR.903). */
function fixedFindings(lines: readonly ChargeLine[], charges: ReadonlyMap<string, KnownCharge>): Finding[] {
  const fixed = new Map<string, { readonly resolution: string; readonly isTax: boolean }>()
  for (const [text, { resolution, isTax }] of charges)
    if (resolution !== undefined && isTax !== undefined) fixed.set(text, { resolution, isTax })
  return lines.flatMap(({ line, key, values }) => {
    if (values === undefined) return []
    const first = fixed.get(chargeKeyText(key))
    if (first === undefined) {
      fixed.set(chargeKeyText(key), values)
      return []
    }
    const changed = (field: string, was: string): Finding =>
      finding('CHARGE_FIXED', `${field} of ${key.code} was stated as ${was}`, { line, field })
    return [
      ...(first.resolution === values.resolution ? [] : [changed('resolution', first.resolution)]),
      ...(first.isTax === values.isTax ? [] : [changed('is_tax', String(first.isTax))]),
    ]
  })
}
