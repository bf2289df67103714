import { join } from 'node:path'
import { marketDay } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { appendPeriods, type NewPointPeriod } from '../src/metering-points/index.ts'
import { inTransaction, nextRecordedSeq, openRuns } from '../src/platform/index.ts'
import {
  calculationRun,
  runCalculation,
  type CalculationPorts,
  type FinishedCalculation,
} from '../src/settlement/index.ts'
import { openTestIntake, type TestIntake } from './intake-ports.ts'
import type { PlainDelivery, PlainSlot } from './plain-days.ts'
import { examplePoint, pointId, recordMasterData } from './reading-documents.ts'
import { commitDeliveries } from './reading-store.ts'

/** The arguments of runCalculation that tests vary. */
type Asked = Partial<Parameters<typeof runCalculation>[0]>

/** A hub of area 801 (loss points 91 and 92) that calculates for real. */
export interface SettledHub {
  readonly intake: TestIntake
  readonly ports: CalculationPorts
  /** Carries a calculation of area 801 out; days inclusive. */
  readonly calculate: (first: string, last: string, asked?: Asked) => Promise<FinishedCalculation>
  /** Records statements about points as one commit. */
  readonly state: (...points: readonly NewPointPeriod[]) => Promise<bigint>
  /** Takes readings in as one commit. */
  readonly deliver: (documentId: string, ...deliveries: readonly PlainDelivery[]) => Promise<bigint>
  readonly close: () => Promise<void>
}

/** Opens a hub with points of area 801 beside its loss points. */
export async function openSettledHub(points: readonly NewPointPeriod[]): Promise<SettledHub> {
  const intake = await openTestIntake()
  const { pool, lake, engine } = intake
  const scratch = join(intake.directory, 'scratch')
  const ports: CalculationPorts = { pool, lake, engine, clock: intake.ports.clock, zone: dk.zone, scratch }
  const definition = calculationRun(ports)
  await recordMasterData(pool, [
    ...points,
    examplePoint(91, { lossRole: 'grid_loss' }),
    examplePoint(92, { type: 'production', settlementMethod: null, lossRole: 'system_correction' }),
  ])
  const runs = await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
  let calculations = 0
  return {
    intake,
    ports,
    calculate: async (first, last, asked = {}) =>
      await runCalculation(
        {
          calculationId: `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`,
          type: 'balance_fixing',
          gridAreas: ['801'],
          period: { fromMs: marketDay(first, dk.zone).startMs, toMs: marketDay(last, dk.zone).endMs },
          profile: dk,
          isInternal: false,
          createdBy: 'a test',
          executionStartMs: Date.UTC(2026, 4, 1),
          ...asked,
        },
        { ports, runs, definition, codeVersion: '1.2.3' },
      ),
    state: async (...statements) =>
      await inTransaction(pool, async (trx) => {
        const seq = await nextRecordedSeq(trx)
        await appendPeriods(trx, statements, seq)
        return seq
      }),
    deliver: async (documentId, ...deliveries) => (await commitDeliveries(intake.ports, deliveries, documentId)).seq,
    close: async () => {
      await runs.close()
      await intake.close()
    },
  }
}

/** A day on which a point has the same energy in each slot, or what a function says: micro-kWh, undefined says nothing. */
export function dayOf(
  point: number,
  date: string,
  micro: bigint | ((slot: number) => bigint | undefined),
  other: {
    readonly registeredAtMs?: number
    readonly hourly?: boolean
    readonly quality?: 'measured' | 'estimated'
  } = {},
): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const slots = other.hourly === true ? day.hours : 4 * day.hours
  const stated = new Map<number, PlainSlot>()
  for (let slot = 0; slot < slots; slot += 1) {
    const value = typeof micro === 'bigint' ? micro : micro(slot)
    if (value !== undefined) stated.set(slot, { quality: other.quality ?? 'measured', micro: value })
  }
  return {
    point: pointId(point),
    stream: '',
    slotClass: other.hourly === true ? 25 : 100,
    day: day.dayNumber,
    slots,
    registeredAtMs: other.registeredAtMs ?? 1,
    stated,
  }
}
