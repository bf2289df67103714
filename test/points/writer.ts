import { submitProcesses } from '../../src/metering-points/index.ts'
import type { ProcessRequest } from '../../src/metering-points/index.ts'
import { portsOn } from '../../src/metering-points/processes/example-processes.ts'
import { inTransaction, type Pool } from '../../src/platform/index.ts'
import type { Random } from '../oracle/random.ts'
import { randomProcesses } from './random-steps.ts'
import type { ProcessStep } from './steps.ts'

/** Numbers of the processes that were accepted, shared by writers of one program. */
export type Numbers = Map<ProcessStep, bigint>

/** Submits processes in one commit. @param messageId of the message that they came in @returns how each ended */
export async function submitSteps(
  pool: Pool,
  steps: readonly ProcessStep[],
  numbers: Numbers,
  messageId?: string,
): Promise<string[]> {
  const requests = steps.map(({ kind, point, day, stated, sender, cancels }): ProcessRequest => {
    const number = cancels === undefined ? undefined : (numbers.get(cancels) ?? -1n)
    return { kind, meteringPointId: point, effectiveDate: day, stated, sender, cancels: number, messageId }
  })
  const { outcomes } = await inTransaction(pool, (trx) => submitProcesses(trx, requests, portsOn()))
  for (const [n, step] of steps.entries()) {
    const outcome = outcomes[n]
    if (outcome?.outcome === 'accepted') numbers.set(step, outcome.processId)
  }
  return outcomes.map(({ outcome }) => outcome)
}

/** Submits processes about the points that cross, a few in each commit. @returns how many of them were accepted */
export async function writeCrossing(pool: Pool, random: Random, commits: number, numbers: Numbers): Promise<number> {
  let accepted = 0
  for (let n = 0; n < commits; n += 1) {
    const steps = randomProcesses(random, random.int(1, 5), [...numbers.keys()])
    accepted += (await submitSteps(pool, steps, numbers)).filter((outcome) => outcome === 'accepted').length
  }
  return accepted
}
