import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SLOT_CLASSES, WORD_BITS, wordCount, type SlotClass } from '../kernel/index.ts'
import {
  currentSeq,
  emptyRelation,
  maskColumn,
  quantity,
  slots,
  type ColumnSpec,
  type Transaction,
} from '../platform/index.ts'
import { VALUE_MASKS } from './day-rows.ts'
import { mixedRelation, readingRelation, readingRelationColumns, type ReadingFiles } from './reading-relation.ts'
import { filesOf, type SnapshotPorts } from './reading-snapshot.ts'

/** Reading days of some months that say something else at a number than at an earlier one. */
export interface ReadingChanges {
  /**
   * SELECT of the changed days. Grain: (slot_class, series_id, market_day). Columns: slot_class INTEGER, series_id,
   * market_day, recorded_seq BIGINT (the commit that left the later state), is_first BOOLEAN (nobody had delivered the day
   * before), changed_slots INTEGER (another value or another quality), difference_kwh and absolute_kwh DECIMAL(28,6): the
   * sum of later less earlier over the slots, signed and not, where a slot without a value counts nothing.
   */
  readonly relation: string
  /** Removes the files of its own. */
  readonly close: () => Promise<void>
}

/**
 * What became known of the reading days between two numbers. Only files that hold rows recorded in between are opened for
 * the later state, and days that were delivered again with the same content are left out.
 * @param trx a REPEATABLE READ transaction
 * @param fromSeq the earlier state; rows recorded after it, up to toSeq, are the changes
 * @param directory its own, for what the lake's files don't hold yet
 */
export async function openReadingChanges(
  trx: Transaction,
  {
    months,
    directory,
    fromSeq,
    toSeq,
  }: {
    readonly months: readonly string[]
    readonly directory: string
    readonly fromSeq: bigint
    readonly toSeq: bigint
  },
  ports: SnapshotPorts,
): Promise<ReadingChanges> {
  const newest = await currentSeq(trx)
  const parts: string[] = []
  for (const slotClass of SLOT_CLASSES) {
    const state = async (name: string, seq: bigint): Promise<ReadingFiles> => {
      const own = join(directory, name)
      await mkdir(own, { recursive: true })
      return await filesOf(trx, slotClass, { months, directory: own, seq, newest }, ports)
    }
    const later = await state('later', toSeq)
    const mixed = [...later.plain, ...later.mixed].filter(
      ({ recordedSeq }) => recordedSeq === null || recordedSeq > fromSeq,
    )
    if (mixed.length === 0) continue
    const after = mixedRelation(readingRelationColumns(slotClass), { ...later, mixed }, toSeq, fromSeq)
    parts.push(changeSelect(slotClass, after, readingRelation(slotClass, await state('earlier', fromSeq), fromSeq)))
  }
  return {
    relation: parts.length === 0 ? `select * from ${emptyRelation(CHANGE_COLUMNS)} as none` : parts.join(' union all '),
    close: () => rm(directory, { recursive: true, force: true }),
  }
}

const CHANGE_COLUMNS: readonly ColumnSpec[] = [
  { name: 'slot_class', type: 'INTEGER' },
  { name: 'series_id', type: 'INTEGER' },
  { name: 'market_day', type: 'DATE' },
  { name: 'recorded_seq', type: 'BIGINT' },
  { name: 'is_first', type: 'BOOLEAN' },
  { name: 'changed_slots', type: 'INTEGER' },
  { name: 'difference_kwh', type: 'DECIMAL(28,6)' },
  { name: 'absolute_kwh', type: 'DECIMAL(28,6)' },
]

// Each changed day beside the state before it, then slot by slot.
function changeSelect(slotClass: SlotClass, after: string, before: string): string {
  const words = Array.from({ length: wordCount(slotClass) }, (_, w) => w)
  const sumOf = (term: (k: number) => string): string => slots(slotClass, term, ' + ')
  const difference = (k: number): string => `coalesce(after_${k}, 0) - coalesce(before_${k}, 0)`
  return `select ${slotClass} as slot_class, series_id, market_day, recorded_seq, is_first, changed_slots, difference_kwh, absolute_kwh
    from (select series_id, market_day, recorded_seq, is_first,
        cast(${sumOf((k) => `case when after_${k} is distinct from before_${k} or ${hasChangedQuality(k)} then 1 else 0 end`)} as INTEGER) as changed_slots,
        cast(${sumOf(difference)} as DECIMAL(28,6)) as difference_kwh,
        cast(${sumOf((k) => `abs(${difference(k)})`)} as DECIMAL(28,6)) as absolute_kwh
      from (select a.series_id, a.market_day, a.recorded_seq, b.series_id is null as is_first,
          ${words.map((w) => `${changedQualities(w)} as changed_${w}`).join(', ')},
          ${slots(slotClass, (k) => `a.${quantity(k)} as after_${k}, b.${quantity(k)} as before_${k}`)}
        from (${after}) as a
        left join (${before}) as b on b.series_id = a.series_id and b.market_day = a.market_day) as beside
    ) as compared
    where changed_slots > 0`
}

// Bits that are in one of two words only, for each quality; a day that nobody had delivered has none.
function changedQualities(w: number): string {
  const either = VALUE_MASKS.map((mask) => {
    const [a, b] = [`a.${maskColumn(mask, w)}`, `coalesce(b.${maskColumn(mask, w)}, 0)`]
    return `((${a} | ${b}) - (${a} & ${b}))`
  })
  return `(${either.join(' | ')})`
}

function hasChangedQuality(slot: number): string {
  const weight = 2n ** BigInt(slot % WORD_BITS)
  return `(changed_${Math.floor(slot / WORD_BITS)} & cast(${weight} as BIGINT)) <> 0`
}
