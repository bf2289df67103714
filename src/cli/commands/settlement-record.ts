import type { Command } from 'commander'
import { recordScenario } from '../../settlement/index.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'

interface RecordOptions {
  readonly out: string
  readonly maskAreas?: true
  readonly points?: number
  readonly key?: string
  readonly json?: true
}

const WHENCE = {
  calculation: 'with the results of the calculation',
  recalculated: 'with results calculated anew from these points',
  none: 'without results, for it has none yet',
} as const

/** `gridbook settlement record`: a calculation as a scenario folder, under other identifiers. */
export function recordCommand(settlement: Command): void {
  settlement
    .command('record')
    .argument('<calculation>', 'id of a calculation that has begun')
    .description('write a calculation as a scenario folder in which nobody is known')
    .requiredOption('--out <directory>', 'a folder that is empty or not there')
    .option('--mask-areas', 'mask grid areas too')
    .option('--points <n>', 'a part of the points only, beside the loss points', wholeNumber)
    .option('--key <text>', 'secret by which identifiers are masked; the same key masks alike every time')
    .option('--json', 'print as JSON')
    .action(async (calculationId: string, options: RecordOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const recorded = await recordScenario(
          {
            calculationId,
            directory: options.out,
            masksAreas: options.maskAreas === true,
            ...(options.points === undefined ? {} : { mostPoints: options.points }),
            ...(options.key === undefined ? {} : { key: options.key }),
          },
          hub.calculation,
        )
        const { directory, points, readings, results } = recorded
        print(
          recorded,
          () => `${directory}: ${points} points with ${readings} readings, ${WHENCE[results]}`,
          options.json === true,
        )
      })
    })
}
