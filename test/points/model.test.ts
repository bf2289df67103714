import { expect, test } from 'vitest'
import { PROCESS_KINDS } from '../../src/metering-points/index.ts'
import { seededRandom } from '../oracle/random.ts'
import { firstDifference, shrunk, type Counts } from './compare.ts'
import { randomSteps } from './random-steps.ts'
import { shownSteps } from './steps.ts'

const SEQUENCES = Number(process.env['PROOF_SEQUENCES'] ?? 1_000)
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)

test(
  `${SEQUENCES} sequences of processes come to what plain lists of days come to (seed ${SEED})`,
  { timeout: 120_000 },
  () => {
    const counts: Counts = new Map()
    for (let seed = SEED; seed < SEED + SEQUENCES; seed += 1) {
      const steps = randomSteps(seededRandom(seed))
      if (firstDifference(steps, counts) === undefined) continue
      const few = shrunk(steps)
      expect.fail(`PROOF_SEED=${seed}: ${firstDifference(few)}\n${shownSteps(few)}`)
    }
    for (const kind of PROCESS_KINDS)
      expect([kind, counts.has(`${kind} accepted`), counts.has(`${kind} rejected`)]).toEqual([kind, true, true])
  },
)
