import { isErrorCode } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { FindingRow, InputFinding } from './input-finding.ts'

/** Records what the inspection of a calculation found; recording it again changes nothing. */
export async function recordFindings(
  trx: Transaction,
  calculationId: string,
  findings: readonly InputFinding[],
): Promise<void> {
  const column = <Value>(of: (found: InputFinding) => Value | undefined): (Value | null)[] =>
    findings.map((found) => of(found) ?? null)
  await trx.query(
    `insert into settlement.calculation_finding (calculation_id, position, code, severity, message, grid_area, charge,
       metering_point_id, market_day, points, days, slots, first_rows)
     select $1, f.place - 1, f.code, f.severity, f.message, f.grid_area, f.charge, f.point, f.day, f.points, f.days, f.slots, f.first_rows
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::bigint[], $10::bigint[],
       $11::bigint[], $12::jsonb[]) with ordinality as f (code, severity, message, grid_area, charge, point, day, points, days, slots, first_rows, place)
     on conflict do nothing`,
    [
      calculationId,
      column(({ code }) => code),
      column(({ severity }) => severity),
      column(({ message }) => message),
      column(({ gridArea }) => gridArea),
      column(({ charge }) => charge),
      column(({ point }) => point),
      column(({ day }) => day),
      column(({ points }) => points),
      column(({ days }) => days),
      column(({ slots }) => slots),
      column(({ rows }) => JSON.stringify(rows)),
    ],
  )
}

/** What the inspection of a calculation found, in its order; none before it was made. */
export async function findingsOf(trx: Pool | Transaction, calculationId: string): Promise<InputFinding[]> {
  const { rows } = await trx.query<FindingRecord>(
    `select code, severity, message, grid_area, charge, metering_point_id, market_day::text, points, days, slots, first_rows
     from settlement.calculation_finding where calculation_id = $1 order by position`,
    [calculationId],
  )
  return rows.map(fromRecord)
}

interface FindingRecord {
  readonly code: string
  readonly severity: InputFinding['severity']
  readonly message: string
  readonly grid_area: string | null
  readonly charge: string | null
  readonly metering_point_id: string | null
  readonly market_day: string | null
  readonly points: bigint | null
  readonly days: bigint | null
  readonly slots: bigint | null
  readonly first_rows: readonly FindingRow[]
}

function fromRecord(record: FindingRecord): InputFinding {
  const { code, severity, message, points, days, slots } = record
  if (!isErrorCode(code)) throw new Error(`${code} is no code of the catalogue`)
  return {
    code,
    severity,
    message,
    ...(record.grid_area === null ? {} : { gridArea: record.grid_area }),
    ...(record.charge === null ? {} : { charge: record.charge }),
    ...(record.metering_point_id === null ? {} : { point: record.metering_point_id }),
    ...(record.market_day === null ? {} : { day: record.market_day }),
    ...(points === null ? {} : { points: Number(points) }),
    ...(days === null ? {} : { days: Number(days) }),
    ...(slots === null ? {} : { slots: Number(slots) }),
    rows: record.first_rows,
  }
}
