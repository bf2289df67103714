import type { CalculationType } from '../../settlement/index.ts'
import type { ActorRequest } from '../request.ts'

const CORRECTIONS: Readonly<Record<string, CalculationType>> = {
  D01: 'first_correction_settlement',
  D02: 'second_correction_settlement',
  D03: 'third_correction_settlement',
}

const FIXED: Readonly<Record<string, CalculationType>> = {
  D03: 'aggregation',
  D04: 'balance_fixing',
  D05: 'wholesale_fixing',
}

/**
 * The calculations that answer a process, of several the first that there is for an area and month. A correction without
 * a version is the latest: third before second before first, and never the wholesale fixing (settlement 5.2).
 */
export function calculationTypesOf({
  processType,
  series: { settlementVersion },
}: Pick<ActorRequest, 'processType' | 'series'>): CalculationType[] {
  const fixed = FIXED[processType]
  if (fixed !== undefined) return [fixed]
  const latest = Object.values(CORRECTIONS).toReversed()
  const correction = settlementVersion === undefined ? undefined : CORRECTIONS[settlementVersion]
  return correction === undefined ? latest : [correction]
}

/** Which correction a calculation is, as documents say it; undefined for what is none (settlement 2.6). */
export function settlementVersionOf(type: CalculationType): 'D01' | 'D02' | 'D03' | undefined {
  return (['D01', 'D02', 'D03'] as const).find((version) => CORRECTIONS[version] === type)
}
