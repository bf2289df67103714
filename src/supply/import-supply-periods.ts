import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { isAccountingType } from '../market/index.ts'
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
import type { SupplyImportPorts } from './import-statements.ts'
import { SUPPLY_LOG } from './model.ts'

const COLUMNS = {
  required: ['metering_point_id', 'contract_id', 'valid_from'],
  optional: ['valid_to', 'tombstone'],
}

/**
 * Imports which points are supplied under which contract, from a CSV file; the columns are in the room's README. Good
 * lines are stored in one transaction, bad ones reported; doing it again stores nothing.
 */
export async function importSupplyPeriods(path: string, { pool, profile }: SupplyImportPorts): Promise<ImportReport> {
  const tally = importTally()
  const done = await inTransaction(pool, async (trx) => {
    const staged = await stagePeriods(trx, SUPPLY_LOG)
    await readCsvRows({ path, columns: COLUMNS, tally }, (line) => supplyLine(line, profile), staged.add)
    const unfit = [...(await unknownContracts(trx)), ...(await unfitPoints(trx))]
    tally.add(unfit)
    await staged.refuse(unfit.map(({ line }) => line ?? 0))
    await lockKeys(trx, { table: 'supply.supplied_point', column: 'metering_point_id' })
    tally.add(stagedFindings(await staged.faults()))
    const decided = await staged.decide()
    if (decided.appended === 0) return { ...decided, recordedSeq: undefined }
    await numberStarts(trx)
    const recordedSeq = await nextRecordedSeq(trx)
    await staged.write(recordedSeq)
    faultPoint('supply-periods:before-commit')
    return { ...decided, recordedSeq }
  })
  return tally.report(done)
}

function supplyLine(line: CsvLine, profile: MarketProfile): ReadLine<StagedPeriod> {
  const fields = lineFields(line)
  const pointId = fields.id('metering_point_id', profile.parseMeteringPointId)
  const period = periodFields(fields, profile.zone)
  const contractId = period.withdraws ? null : fields.required('contract_id')
  if (fields.faults.length > 0) return { findings: fields.faults }
  return { row: { line: line.line, ...period, key: [pointId], values: [contractId] }, findings: [] }
}

async function unknownContracts(trx: Transaction): Promise<Finding[]> {
  const { rows } = await trx.query<{ line: number; contract_id: string }>(
    `select line, contract_id from staged_period s where contract_id is not null
       and not exists (select from supply.contract c where c.contract_id = s.contract_id) order by line`,
  )
  return rows.map(({ line, contract_id }) =>
    finding('CONTRACT_UNKNOWN', `contract ${contract_id} is not known`, { line, field: 'contract_id' }),
  )
}

/** Lines whose metering point is not known, or has no supplier of its own (settlement 3.1: only consumption and production have). */
async function unfitPoints(trx: Transaction): Promise<Finding[]> {
  const { rows } = await trx.query<{ line: number; id: string }>(
    'select line, metering_point_id as id from staged_period order by line',
  )
  const types = await typesOfPoints(
    trx,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ line, id }) => {
    const type = types.get(id)
    const where = { line, field: 'metering_point_id', point: id }
    if (type === undefined) return [finding('E10', `metering point ${id} is not known`, where)]
    if (isAccountingType(type)) return []
    return [finding('SUPPLY_POINT', `metering point ${id} is of type ${type}`, where)]
  })
}

/** Gives each start of supply that has none yet its number. */
async function numberStarts(trx: Transaction): Promise<void> {
  await trx.query(
    `insert into supply.supply_start (metering_point_id, contract_id, valid_from)
     select metering_point_id, contract_id, valid_from from decided_period d
     where state = 'holds' and not exists (
       select from supply.supply_start s
       where (s.metering_point_id, s.valid_from, s.contract_id) = (d.metering_point_id, d.valid_from, d.contract_id))
     order by metering_point_id, valid_from`,
  )
}
