import { GridbookError, marketDay, type Clock } from '../../kernel/index.ts'
import { gridAreasAsKnown, type MarketProfile } from '../../market/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { CALCULATION_TYPES, type CalculationType } from '../calculation-type.ts'
import { beginAttempt } from '../operation/begin-attempt.ts'
import { insertCalculation } from '../run/calculation-store.ts'
import { checkRequest } from '../run/start-calculation.ts'
import type { DueStart } from './schedule-entry.ts'
import type { ScheduleStarter } from './start-due.ts'

/** Who has started what the schedule starts. */
export const SCHEDULE_PERSON = 'schedule'

/** What starting calculations by the schedule needs. */
export interface StarterPorts {
  readonly profile: MarketProfile
  readonly clock: Clock
  readonly codeVersion: string
  readonly needsApproval: boolean
}

/** Starters of every type of calculation: they are handed over to the process that serves. */
export function calculationStarters(ports: StarterPorts): ReadonlyMap<string, ScheduleStarter> {
  return new Map(CALCULATION_TYPES.map((type) => [type, calculationStarter(type, ports)]))
}

function calculationStarter(type: CalculationType, ports: StarterPorts): ScheduleStarter {
  const { profile, clock, codeVersion, needsApproval } = ports
  return async (trx, due, calculationId) => {
    const checked = checkRequest({
      calculationId,
      type,
      gridAreas: due.entry.gridAreas ?? (await metredAreas(trx, due)),
      period: {
        fromMs: marketDay(due.from, profile.zone).startMs,
        toMs: marketDay(due.to, profile.zone).startMs,
      },
      profile,
      isInternal: false,
      createdBy: SCHEDULE_PERSON,
      executionStartMs: clock.nowMs(),
    })
    if (!checked.ok)
      throw new GridbookError('CALCULATION_ARGUMENT', checked.error.map((fault) => fault.message).join('; '))
    await insertCalculation(trx, checked.value, codeVersion, { needsApproval })
    await beginAttempt(trx, calculationId, true)
  }
}

/** Areas that are settled: those that have, when the period begins, somebody who delivers their readings. */
async function metredAreas(trx: Transaction, { from }: DueStart): Promise<string[]> {
  const areas = await gridAreasAsKnown(trx, { asOf: from })
  return areas.filter(({ meteredDataResponsibleId }) => meteredDataResponsibleId !== null).map(({ code }) => code)
}
