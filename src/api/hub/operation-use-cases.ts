import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  accepted,
  addDays,
  finding,
  findMarketDay,
  marketDayOf,
  refused,
  type Clock,
  type Finding,
  type Period,
  type Result,
} from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import type { Pool } from '../../platform/index.ts'
import {
  calculationStatus,
  calculationStatuses,
  cancelCalculation,
  checkRequest,
  decideCalculation,
  isCalculationType,
  rerunRequest,
  showSchedule,
  startCalculation,
  watchCalculation,
  type CalculationRequest,
  type CalculationStatus,
  type ScheduleEntry,
} from '../../settlement/index.ts'
import type { AskedCalculation, OperationUseCases, ShownDays } from './operation.ts'

/** What they work on. */
export interface OperationPorts {
  readonly pool: Pool
  readonly profile: MarketProfile
  readonly clock: Clock
  /** names of a calculation's steps, in order */
  readonly steps: readonly string[]
  readonly entries: readonly ScheduleEntry[]
  readonly codeVersion: string
  /** every calculation waits for a second person */
  readonly fourEyes: boolean
}

/** How often a calculation that is watched is looked at. */
const LOOK_MS = 500
const DAYS_SHOWN = 14

/** The use cases over the settlement room. Calculations are handed over: the process that serves carries them out. */
export function operationUseCases(ports: OperationPorts): OperationUseCases {
  const { pool, profile } = ports
  const statuses = { pool, zone: profile.zone, steps: ports.steps }
  const read = async (calculationId: string): Promise<CalculationStatus> =>
    await calculationStatus(calculationId, statuses)
  const handOver = async (request: CalculationRequest): Promise<CalculationStatus> => {
    await startCalculation(request, { pool, codeVersion: ports.codeVersion, isHandedOver: true })
    return await read(request.calculationId)
  }
  return {
    start: async (asked, by) => {
      const request = requestOf(asked, by, ports)
      return request.ok ? accepted(await handOver(request.value)) : request
    },
    list: async (filter) => await calculationStatuses(filter, statuses),
    read,
    watch: (calculationId, signal) => {
      const pause = async (): Promise<void> => await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
      return watchCalculation(calculationId, statuses, { pause, signal })
    },
    cancel: async (calculationId, by, reason) => {
      await cancelCalculation(pool, calculationId, { by, reason })
      return await read(calculationId)
    },
    decide: async (calculationId, said) => {
      await decideCalculation(calculationId, said, statuses)
      return await read(calculationId)
    },
    rerun: async (rerunOf, by, needsApproval) => {
      await read(rerunOf)
      const rerun = { calculationId: randomUUID(), createdBy: by, executionStartMs: ports.clock.nowMs(), profile }
      return await handOver(
        await rerunRequest(pool, rerunOf, { ...rerun, needsApproval: needsApproval || ports.fourEyes }),
      )
    },
    schedule: async (days) => {
      const period = shownPeriod(days, ports)
      return await showSchedule(period, { ...statuses, entries: ports.entries, clock: ports.clock })
    },
  }
}

/** What is asked for as the settlement room takes it; what cannot be read is told together with what is not allowed. */
function requestOf(
  asked: AskedCalculation,
  by: string,
  { profile, clock, fourEyes }: OperationPorts,
): Result<CalculationRequest, Finding[]> {
  const { type, firstDay, lastDay } = asked
  const [first, last] = [findMarketDay(firstDay, profile.zone), findMarketDay(lastDay, profile.zone)]
  const unreadable = [
    ...(isCalculationType(type) ? [] : [fault('type', `'${type}' is not a calculation type`)]),
    ...(first === undefined ? [fault('firstDay', `'${firstDay}' is not a day YYYY-MM-DD`)] : []),
    ...(last === undefined ? [fault('lastDay', `'${lastDay}' is not a day YYYY-MM-DD`)] : []),
  ]
  const today = marketDayOf(clock.nowMs(), profile.zone)
  const request: CalculationRequest = {
    calculationId: asked.calculationId ?? randomUUID(),
    type: isCalculationType(type) ? type : asked.isInternal === true ? 'aggregation' : 'balance_fixing',
    gridAreas: asked.gridAreas,
    // Where a day cannot be read, one that has no fault stands in, so that the other faults are found.
    period: { fromMs: (first ?? last ?? today).startMs, toMs: (last ?? first ?? today).endMs },
    profile,
    isInternal: asked.isInternal === true,
    createdBy: by,
    executionStartMs: clock.nowMs(),
    needsApproval: asked.needsApproval === true || fourEyes,
  }
  const checked = checkRequest(request)
  const faults = [...unreadable, ...(checked.ok ? [] : checked.error)]
  return faults.length === 0 ? accepted(request) : refused(faults)
}

function fault(field: string, message: string): Finding {
  return finding('CALCULATION_ARGUMENT', message, { field })
}

function shownPeriod({ from, to }: ShownDays, { profile, clock }: OperationPorts): Period {
  const today = marketDayOf(clock.nowMs(), profile.zone)
  const first = (from === undefined ? undefined : findMarketDay(from, profile.zone)) ?? today
  const last = to === undefined ? undefined : findMarketDay(to, profile.zone)
  const end = last?.endMs ?? (from === undefined ? addDays(first, DAYS_SHOWN).startMs : first.endMs)
  return { fromMs: first.startMs, toMs: end }
}
