import { finding, warning } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { canCarryCharges } from '../market/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { typesOfPoints } from '../metering-points/index.ts'
import {
  faultPoint,
  importTally,
  inTransaction,
  lineFields,
  lockKeys,
  nextRecordedSeq,
  periodFields,
  readCsvRows,
  stagedFindings,
  stagePeriods,
} from '../platform/index.ts'
import type { CsvLine, ImportReport, ReadLine, StagedPeriod, Transaction } from '../platform/index.ts'
import { KEY_FIELDS, keyFields } from './charge-lines.ts'
import type { ChargeImportPorts } from './import-charges.ts'
import { knownCharges } from './known-charges.ts'
import type { KnownCharge } from './known-charges.ts'
import { chargeKeyText, LINK_LOG } from './model.ts'

const COLUMNS = {
  required: ['metering_point_id', ...KEY_FIELDS, 'valid_from'],
  optional: ['factor', 'valid_to', 'tombstone'],
}
const MOST_FACTOR = 100_000

/**
 * Imports which charges metering points have, from a CSV file; the columns are in the room's README. Good lines are stored
 * in one transaction, bad ones reported; doing it again stores nothing. Memory stays bounded by the number of points.
 */
export async function importChargeLinks(path: string, { pool, profile }: ChargeImportPorts): Promise<ImportReport> {
  const tally = importTally()
  const done = await inTransaction(pool, async (trx) => {
    const charges = await knownCharges(trx)
    const staged = await stagePeriods(trx, LINK_LOG)
    await readCsvRows({ path, columns: COLUMNS, tally }, (line) => linkLine(line, charges, profile), staged.add)
    const unfit = await unfitPoints(trx)
    tally.add(unfit)
    await staged.refuse(unfit.map(({ line }) => line ?? 0))
    await lockKeys(trx, { table: 'charges.linked_point', column: 'metering_point_id' })
    tally.add(stagedFindings(await staged.faults()))
    const decided = await staged.decide()
    if (decided.appended === 0) return { ...decided, recordedSeq: undefined }
    const recordedSeq = await nextRecordedSeq(trx)
    await staged.write(recordedSeq)
    faultPoint('charge-links:before-commit')
    return { ...decided, recordedSeq }
  })
  return tally.report(done)
}

function linkLine(
  line: CsvLine,
  charges: ReadonlyMap<string, KnownCharge>,
  profile: MarketProfile,
): ReadLine<StagedPeriod> {
  const fields = lineFields(line)
  const pointId = fields.id('metering_point_id', profile.parseMeteringPointId)
  const key = keyFields(fields)
  const charge = key === undefined ? undefined : charges.get(chargeKeyText(key))
  if (key !== undefined && charge === undefined)
    fields.fault('CHARGE_UNKNOWN', `${key.ownerId} has no ${key.type} ${key.code}`, 'code')
  const factor = fields.whole('factor', 1, MOST_FACTOR) ?? 1
  const period = periodFields(fields, profile.zone)
  if (charge === undefined || fields.faults.length > 0) return { findings: fields.faults }
  // datahub 2.12: a tariff has the factor 1; another one is taken as it stands, and said.
  const findings =
    charge.type === 'tariff' && factor !== 1
      ? [
          warning('LINK_FACTOR', `tariff ${charge.code} has the factor ${factor}`, {
            line: line.line,
            field: 'factor',
            point: pointId,
          }),
        ]
      : []
  return {
    row: { line: line.line, ...period, key: [pointId, String(charge.chargeId)], values: [String(factor)] },
    findings,
  }
}

/** Lines whose metering point is not known (settlement 6.3, VR.200) or carries no charges (settlement 2.1). */
async function unfitPoints(trx: Transaction): Promise<Finding[]> {
  const { rows: points } = await trx.query<{ id: string }>('select distinct metering_point_id as id from staged_period')
  const types = await typesOfPoints(
    trx,
    points.map(({ id }) => id),
  )
  const unfit = points.flatMap(({ id }) => {
    const type = types.get(id)
    if (type !== undefined && canCarryCharges(type)) return []
    return [{ id, type }]
  })
  if (unfit.length === 0) return []
  const typeOf = new Map(unfit.map(({ id, type }) => [id, type]))
  const { rows } = await trx.query<{ line: number; id: string }>(
    'select line, metering_point_id as id from staged_period where metering_point_id = any ($1::text[]) order by line',
    [[...typeOf.keys()]],
  )
  return rows.map(({ line, id }) => {
    const where = { line, field: 'metering_point_id', point: id }
    const type = typeOf.get(id)
    return type === undefined
      ? finding('E10', `metering point ${id} is not known`, where)
      : finding('LINK_POINT', `metering point ${id} is of type ${type}`, where)
  })
}
