import type { Pool, RunStep } from '../../platform/index.ts'
import { lockCalculation, refuseStopped } from './lock-calculation.ts'

/**
 * A step that looks whether its calculation was cancelled or rejected: before it computes, and again, with the calculation
 * locked, before its effect commits. So what was stopped never publishes, whoever stopped it and when.
 */
export function unlessStopped(step: RunStep, pool: Pool): RunStep {
  return {
    ...step,
    execute: async (calculationId) => {
      await refuseStopped(pool, calculationId)
      const result = await step.execute(calculationId)
      return {
        ...result,
        effect: async (trx) => {
          await lockCalculation(trx, calculationId)
          try {
            await refuseStopped(trx, calculationId)
          } catch (stopped) {
            // Nobody comes back to what it has left behind.
            await result.afterwards?.()
            throw stopped
          }
          await result.effect?.(trx)
        },
      }
    },
  }
}
