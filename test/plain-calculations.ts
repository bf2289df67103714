import { dk } from '../src/market/index.ts'
import type { Pool, RunDefinition, RunStep } from '../src/platform/index.ts'
import { marketDay } from '../src/kernel/index.ts'
import type { CalculationRequest } from '../src/settlement/index.ts'
import { awaitsApproval } from '../src/settlement/operation/awaits-approval.ts'

/** A request for one day of area 801, under an id with this number. */
export function plainRequest(number: number, other: Partial<CalculationRequest> = {}): CalculationRequest {
  return {
    calculationId: calculationId(number),
    type: 'balance_fixing',
    gridAreas: ['801'],
    period: { fromMs: marketDay('2026-03-02', dk.zone).startMs, toMs: marketDay('2026-03-02', dk.zone).endMs },
    profile: dk,
    isInternal: false,
    createdBy: 'anna',
    executionStartMs: Date.UTC(2026, 4, 1),
    ...other,
  }
}

/** The id with a number. */
export function calculationId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** What a test does at a step, before it is done. */
export type AtStep = (step: string, calculationId: string) => Promise<void>

/**
 * The run of a calculation that computes nothing: the steps of every calculation by their names, with what publishing leaves
 * in the database.
 * @param wrap what the run of a calculation puts around its steps
 */
export function plainRun(pool: Pool, atStep: AtStep, wrap: (step: RunStep) => RunStep): RunDefinition {
  const step = (name: string, other: Partial<RunStep> = {}): RunStep => ({
    name,
    execute: async (id) => {
      await atStep(name, id)
      return { rows: 1, effect: async () => await atStep(`${name} effect`, id) }
    },
    ...other,
  })
  const publish: RunStep = {
    name: 'publish',
    execute: async (id) => {
      await atStep('publish', id)
      return {
        rows: 1,
        effect: async (trx) => {
          await trx.query('insert into settlement.calculation_result values ($1, now(), 1)', [id])
          await trx.query(
            `insert into settlement.publication select calculation_type, '801', '2026-03-02', version, calculation_id, 1
             from settlement.calculation where calculation_id = $1`,
            [id],
          )
          await atStep('publish effect', id)
        },
      }
    },
    isHeld: async (id) => await awaitsApproval(pool, id),
  }
  return { name: 'calculation', steps: [step('pin'), step('calculate'), step('check'), publish].map(wrap) }
}
