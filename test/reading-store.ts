import { expect } from 'vitest'
import { acceptDeliveries, type ReadingSnapshot, type IntakePorts } from '../src/measurements/index.ts'
import { inTransaction, nextRecordedSeq, type Engine, type Transaction } from '../src/platform/index.ts'
import type { TestIntake } from './intake-ports.ts'
import { plainMerge, readingText, toDeliveries, type PlainDelivery, type PlainRecord } from './plain-days.ts'

/** A day of a series as the comparison names it. */
type DayText = { readonly key: string; readonly registeredAtMs: number; readonly slots: string }

/** Takes deliveries in as one commit; answers its number and how many reading days it made. */
export async function commitDeliveries(
  ports: IntakePorts,
  plain: readonly PlainDelivery[],
  documentId: string,
): Promise<{ readonly seq: bigint; readonly readings: number }> {
  let discard: (() => Promise<void>) | undefined
  let committed: (() => void) | undefined
  try {
    const result = await inTransaction(ports.pool, async (trx) => {
      const ready = await acceptDeliveries(trx, toDeliveries(plain, documentId), ports)
      ;({ discard, committed } = ready)
      const seq = await nextRecordedSeq(trx)
      await ready.record(seq)
      return { seq, readings: ready.readings }
    })
    committed?.()
    return result
  } catch (error) {
    await discard?.()
    throw error
  }
}

/** The records that deliveries of one commit make. */
export function toRecords(plain: readonly PlainDelivery[], seq: bigint): PlainRecord[] {
  return plain.map((delivery, position) => ({ ...delivery, seq, position }))
}

/** What a snapshot must show at a number: the replay of all records up to it. */
function replayed(log: readonly PlainRecord[], atSeq: bigint): DayText[] {
  const days = Map.groupBy(
    log.filter((record) => record.seq <= atSeq),
    keyOf,
  )
  return [...days]
    .map(([key, records]) => {
      const { slots, registeredAtMs } = plainMerge(records)
      const [first] = records
      return { key, registeredAtMs, slots: first === undefined ? '' : readingText(slots, first.slotClass, first.slots) }
    })
    .sort(byKey)
}

/** What a snapshot shows of the points that are not ignored, each slot read from the columns on its own. */
export async function shown(
  engine: Engine,
  snapshot: ReadingSnapshot,
  trx: Transaction,
  ignore: (point: string) => boolean = () => false,
): Promise<DayText[]> {
  const { rows: series } = await trx.query<{ series_id: number; metering_point_id: string; stream: string }>(
    'select series_id, metering_point_id, stream from measurements.series',
  )
  const names = new Map(
    series
      .filter((row) => !ignore(row.metering_point_id))
      .map((row) => [row.series_id, `${row.metering_point_id}/${row.stream}`]),
  )
  const days: DayText[] = []
  for (const slotClass of snapshot.slotClasses) days.push(...(await shownDays(engine, snapshot, slotClass, names)))
  return days.sort(byKey)
}

async function shownDays(
  engine: Engine,
  snapshot: ReadingSnapshot,
  slotClass: ReadingSnapshot['slotClasses'][number],
  names: ReadonlyMap<number, string>,
): Promise<DayText[]> {
  const set = await engine.columns(
    `select * from (${snapshot.relation(slotClass)}) where series_id in (${[-1, ...names.keys()].join(', ')}) order by series_id, market_day`,
  )
  const [series, days, registered] = [set.int32('series_id'), set.int32('market_day'), set.int64('registered_at')]
  const values = Array.from({ length: slotClass }, (_, k) => ({
    data: set.int64(`q_${k + 1}`),
    present: set.presence(`q_${k + 1}`),
  }))
  const words = (mask: string): BigInt64Array[] =>
    Array.from({ length: Math.ceil(slotClass / 52) }, (_, w) => set.int64(`${mask}_${w}`))
  const masks = ['missing', 'estimated', 'calculated', 'measured'].map((mask) => ({ mask, words: words(mask) }))
  return Array.from({ length: set.rowCount }, (_, row) => ({
    key: `${names.get(series[row] ?? 0)}/${slotClass}/${days[row]}`,
    registeredAtMs: Number(registered[row]),
    slots: values
      .map(({ data, present }, k) => {
        const qualities = masks.filter(
          (one) => (((one.words[Math.floor(k / 52)]?.[row] ?? 0n) >> BigInt(k % 52)) & 1n) === 1n,
        )
        const value = present(row) ? String(data[row]) : 'null'
        return qualities.length === 0 && value === 'null'
          ? ''
          : `${qualities.map(({ mask }) => mask).join('+')} ${value}`
      })
      .join('|'),
  }))
}

/**
 * Holds the snapshot at a number against the replay of the log up to it.
 * @param ignore points that only fill commits up
 * @returns how many days were compared
 */
export async function expectReplay(
  intake: TestIntake,
  log: readonly PlainRecord[],
  {
    months,
    atSeq,
    ignore = () => false,
  }: { readonly months: readonly string[]; readonly atSeq: bigint; readonly ignore?: (point: string) => boolean },
): Promise<number> {
  const found = await intake.atSnapshot(months, atSeq, (snapshot, trx) => shown(intake.engine, snapshot, trx, ignore))
  const expected = replayed(
    log.filter((record) => !ignore(record.point)),
    atSeq,
  )
  expect(found).toEqual(expected)
  return expected.length
}

function keyOf(delivery: PlainDelivery): string {
  return `${delivery.point}/${delivery.stream}/${delivery.slotClass}/${delivery.day}`
}

function byKey(a: DayText, b: DayText): number {
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}
