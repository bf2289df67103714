import { createHash } from 'node:crypto'
import { SLOT_CLASSES, type SlotClass } from '../../src/kernel/index.ts'
import { openReadingSnapshot, type ReadingSnapshot } from '../../src/measurements/index.ts'
import { maskColumns, quantity, type Engine, type Transaction } from '../../src/platform/index.ts'
import type { LookOptions, LookPorts } from './look-ports.ts'

/** Reading days as they stand: how many rows, how many different days of points, and a hash of all that they say. */
export async function readingDays(
  trx: Transaction,
  { month, scratch, hashes, withoutRegistration = false }: LookOptions,
  ports: LookPorts,
): Promise<{ readonly rows: number; readonly days: number; readonly hash: string }> {
  const snapshot = await openReadingSnapshot(trx, { months: [month], directory: scratch }, ports)
  try {
    let [rows, days] = [0, 0]
    const parts: string[] = []
    for (const slotClass of snapshot.slotClasses) {
      const [found] = await ports.engine.rows<{ rows: bigint; days: bigint }>(
        `select count(*) as rows, count(distinct (series_id, market_day)) as days from (${snapshot.relation(slotClass)})`,
      )
      rows += Number(found?.rows ?? 0n)
      days += Number(found?.days ?? 0n)
    }
    if (hashes)
      for (const slotClass of SLOT_CLASSES)
        parts.push(await hashOfClass(trx, snapshot, { slotClass, withoutRegistration }, ports.engine))
    return { rows, days, hash: hashes ? createHash('sha256').update(parts.join()).digest('hex') : '' }
  } finally {
    await snapshot.close()
  }
}

async function hashOfClass(
  trx: Transaction,
  snapshot: ReadingSnapshot,
  { slotClass, withoutRegistration }: { readonly slotClass: SlotClass; readonly withoutRegistration: boolean },
  engine: Engine,
): Promise<string> {
  const columns = [
    'market_day',
    ...(withoutRegistration ? [] : ['registered_at']),
    ...maskColumns(slotClass),
    ...Array.from({ length: slotClass }, (_, k) => quantity(k)),
  ]
  const [found] = await engine.rows<{ hash: string | null }>(`
    select sha256(string_agg(cast(d as varchar), chr(10) order by point, market_day)) as hash
    from (select s.point, ${columns.map((column) => `r.${column}`).join(', ')}
      from (${snapshot.relation(slotClass)}) r join ${await seriesRelation(trx)} s using (series_id)) d`)
  return `${slotClass} ${found?.hash ?? 'nothing'}`
}

// Numbers of series follow the order of arrival; metering points do not.
async function seriesRelation(trx: Transaction): Promise<string> {
  const { rows } = await trx.query<{ series_id: number; metering_point_id: string }>(
    'select series_id, metering_point_id from measurements.series',
  )
  const values = rows.map((row) => `(${row.series_id}, '${row.metering_point_id}')`)
  return `(select * from (values ${["(-1, '')", ...values].join(', ')}) as v(series_id, point))`
}
