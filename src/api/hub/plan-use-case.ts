import { accepted, finding, findMarketDay, refused, type Finding, type MarketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  isCalculationType,
  planFaults,
  planSettlement,
  toPlanDocument,
  type PlanPorts,
} from '../../settlement/index.ts'
import type { AskedPlan, HubUseCases } from './use-cases.ts'

/** Plans over the rooms of a hub, as known when they are asked for. */
export function planUseCase(ports: PlanPorts & { readonly codeVersion: string }): HubUseCases['planSettlement'] {
  return async (asked) => {
    const faults: Finding[] = []
    const first = dayOf(asked, 'firstDay', faults)
    const last = dayOf(asked, 'lastDay', faults)
    const { type, gridAreas, requireComplete, limit } = asked
    if (!isCalculationType(type)) faults.push(fault('type', `'${type}' is not a calculation type`))
    if (first === undefined || last === undefined || !isCalculationType(type)) return refused(faults)
    const request = {
      type,
      gridAreas,
      period: { fromMs: first.startMs, toMs: last.endMs },
      profile: dk,
      codeVersion: ports.codeVersion,
      ...(requireComplete === undefined ? {} : { requiresComplete: requireComplete }),
      ...(limit === undefined ? {} : { limit }),
    }
    const found = planFaults(request)
    return found.length > 0 ? refused(found) : accepted(toPlanDocument(await planSettlement(request, ports)))
  }
}

function dayOf(asked: AskedPlan, field: 'firstDay' | 'lastDay', faults: Finding[]): MarketDay | undefined {
  const day = findMarketDay(asked[field], dk.zone)
  if (day === undefined) faults.push(fault(field, `'${asked[field].slice(0, 40)}' is no market day YYYY-MM-DD`))
  return day
}

function fault(field: string, message: string): Finding {
  return finding('CALCULATION_ARGUMENT', message, { field })
}
