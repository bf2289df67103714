import type { Pool } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** What earlier calculations took. */
export type RecordedTime = {
  readonly calculations: number
  readonly readingDays: number
  /** of all their steps */
  readonly seconds: number
}

/** How long a calculation will take, and on what that rests. */
export type TimeEstimate = RecordedTime & {
  readonly restsOn: 'recorded' | 'default'
  /** whole seconds, at least one */
  readonly expectedSeconds: number
}

/** Reading days a second where nothing is recorded: a guess on the safe side for two processor cores. */
export const DEFAULT_READING_DAYS_A_SECOND = 50_000

/** Earlier calculations that are looked at. */
const MOST_CALCULATIONS = 20

/** The last finished calculations of this version of the program that had any reading day, of the same types. */
export async function recordedTime(
  pool: Pool,
  asked: { readonly codeVersion: string; readonly types: readonly CalculationType[] },
): Promise<RecordedTime> {
  const { rows } = await pool.query<{ calculations: bigint; reading_days: string; seconds: string }>(
    `select count(*) as calculations, coalesce(sum(f.rows), 0)::text as reading_days, coalesce(sum(f.seconds), 0)::text as seconds
     from (select i.rows, (select sum(s.seconds) from platform.run_step s where s.run_id = i.run_id) as seconds
       from settlement.calculation c
       join settlement.calculation_result r using (calculation_id)
       join platform.run_step i on i.run_id = c.calculation_id::text and i.step = 'inspect'
       where c.code_version = $1 and c.calculation_type = any ($2::text[]) and i.rows > 0
       order by c.version desc limit ${MOST_CALCULATIONS}) f`,
    [asked.codeVersion, asked.types],
  )
  const [row] = rows
  return {
    calculations: Number(row?.calculations ?? 0n),
    readingDays: Number(row?.reading_days ?? 0),
    seconds: Number(row?.seconds ?? 0),
  }
}

/** In proportion to the reading days of what was recorded, else by the default rate. */
export function estimateTime(readingDays: number, recorded: RecordedTime): TimeEstimate {
  const isRecorded = recorded.readingDays > 0 && recorded.seconds > 0
  const seconds = isRecorded
    ? (readingDays * recorded.seconds) / recorded.readingDays
    : readingDays / DEFAULT_READING_DAYS_A_SECOND
  return {
    ...recorded,
    restsOn: isRecorded ? 'recorded' : 'default',
    expectedSeconds: Math.max(1, Math.ceil(seconds)),
  }
}
