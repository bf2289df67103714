import type { OutgoingAggregation, Party } from '../../exchange/index.ts'
import {
  has,
  messagedQuality,
  NO_QUALITY,
  QUALITIES,
  QUALITY_BIT,
  slotCount,
  unionOfQualities,
  type MessagedQuality,
  type QualitySet,
} from '../../kernel/index.ts'
import type { ColumnSet } from '../../platform/index.ts'
import { resultResolution } from '../arguments.ts'
import { q, RESULT_CLASS } from '../models/columns.ts'
import type { TimeSeriesType } from '../result-kinds.ts'
import { dayRuns, type DayRun } from './announced-days.ts'
import { processOf } from './announced-process.ts'
import type { StartedCalculation } from './calculation-store.ts'

const KEYS = ['role', 'receiver_id', 'energy_supplier_id', 'balance_responsible_id', 'time_series_type'] as const

/**
 * The rows of announcedSql for one grid area as documents for their receivers.
 * @param responsibleId who is sent the totals of the area; undefined: nobody
 */
export function announcedSums(
  set: ColumnSet,
  given: StartedCalculation,
  gridArea: string,
  responsibleId: string | undefined,
): OutgoingAggregation[] {
  const columns = Object.fromEntries(KEYS.map((key) => [key, set.text(key)])) as Record<
    (typeof KEYS)[number],
    (string | null)[]
  >
  const points = pointsReader(set, given)
  return dayRuns(set, KEYS, given.zone).flatMap((run) => {
    const { first, fromMs, toMs } = run
    const role = columns.role[first] as Party['role']
    const actorId = role === 'MDR' ? responsibleId : columns.receiver_id[first]
    const energySupplierId = columns.energy_supplier_id[first]
    const balanceResponsibleId = columns.balance_responsible_id[first]
    if (actorId === undefined || actorId === null) return []
    return {
      receiver: { actorId, role },
      ...processOf(given.type),
      calculationVersion: given.version,
      gridArea,
      ...(typeof energySupplierId === 'string' ? { energySupplierId } : {}),
      ...(typeof balanceResponsibleId === 'string' ? { balanceResponsibleId } : {}),
      ...KIND[columns.time_series_type[first] as AnnouncedType],
      resolution: resultResolution(given),
      fromMs,
      toMs,
      points: points(run),
    }
  })
}

type AnnouncedType = Extract<
  TimeSeriesType,
  'production' | 'flex_consumption' | 'non_profiled_consumption' | 'total_consumption' | 'net_exchange_per_ga'
>

// settlement 1.7: total consumption is consumption without a method.
const KIND: Readonly<Record<AnnouncedType, Pick<OutgoingAggregation, 'meteringPointType' | 'settlementMethod'>>> = {
  production: { meteringPointType: 'E18' },
  flex_consumption: { meteringPointType: 'E17', settlementMethod: 'D01' },
  non_profiled_consumption: { meteringPointType: 'E17', settlementMethod: 'E02' },
  total_consumption: { meteringPointType: 'E17' },
  net_exchange_per_ga: { meteringPointType: 'E20' },
}

type Points = OutgoingAggregation['points']

/** Reads the positions of a run: every slot of its days, those that the series does not have as withdrawn (A02). */
function pointsReader(set: ColumnSet, given: StartedCalculation): (run: DayRun) => Points {
  const values = Array.from({ length: RESULT_CLASS }, (_, slot) => set.int64(q(slot)))
  const masks = QUALITIES.map((quality) => ({
    bit: QUALITY_BIT[quality],
    words: [set.int64(`${quality}_0`), set.int64(`${quality}_1`)],
  }))
  const resolution = resultResolution(given)
  return ({ rows }) => {
    const points: Points[number][] = []
    for (const { row, day } of rows) {
      const said = masks.map(({ bit, words }) => ({ bit, mask: words.map((word) => Number(word[row] ?? 0n)) }))
      for (let slot = 0; slot < slotCount(day, resolution); slot += 1) {
        let qualities: QualitySet = NO_QUALITY
        for (const { bit, mask } of said) if (has(mask, slot)) qualities = unionOfQualities(qualities, bit)
        const quality = announcedQuality(qualities)
        const milliKwh = values[slot]?.[row] ?? 0n
        points.push({
          position: points.length + 1,
          quantity: quality === 'missing' ? undefined : milliKwh * 1000n,
          quality,
        })
      }
    }
    return points
  }
}

type AnnouncedQuality = Points[number]['quality']

// A sum of which something or everything is missing is a number all the same, sent as incomplete (settlement 1.6).
const ANNOUNCED: Readonly<Record<MessagedQuality['cimEnergy'], AnnouncedQuality>> = {
  A02: 'missing',
  A03: 'estimated',
  A04: 'measured',
  A05: 'incomplete',
  A06: 'calculated',
}

// Sixteen sets, a million positions: each set is translated once.
const announced = new Map<QualitySet, AnnouncedQuality>()

function announcedQuality(qualities: QualitySet): AnnouncedQuality {
  const known = announced.get(qualities)
  if (known !== undefined) return known
  const quality = ANNOUNCED[messagedQuality(qualities).cimEnergy]
  announced.set(qualities, quality)
  return quality
}
