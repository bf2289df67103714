import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import {
  calculationStatus,
  calculationStatuses,
  cancelCalculation,
  decideCalculation,
  isCalculationType,
  rerunRequest,
} from '../../settlement/index.ts'
import { listText, statusText } from '../calculation-text.ts'
import { carryOn, startAndFollow, statusPortsOf, type FollowOptions } from '../follow-calculation.ts'
import { withHub } from '../open-hub.ts'
import { uuid, wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { personOf } from '../person.ts'
import { watchCommand } from './settlement-watch.ts'

interface PersonOptions {
  readonly by?: string
  readonly reason?: string
  readonly json?: true
}

/** The verbs of a calculation's life: `settlement list|status|watch|cancel|approve|reject|rerun`. */
export function operationCommands(settlement: Command): void {
  lookCommands(settlement)
  watchCommand(settlement)
  decisionCommands(settlement)
  settlement
    .command('rerun')
    .description('calculate again, with the same arguments and what is known now, under a new id and version')
    .argument('<id>', 'the calculation to repeat', uuid)
    .option('--needs-approval', 'publish only when a second person has approved the results')
    .option('--detach', 'leave it to the hub that serves, and return at once')
    .option('--by <person>', 'who starts it; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(
      async (
        id: string,
        options: PersonOptions & FollowOptions & { readonly needsApproval?: true },
        command: Command,
      ) => {
        await withHub(command, async (hub, config) => {
          const request = await rerunRequest(hub.ports.pool, id, {
            calculationId: randomUUID(),
            createdBy: personOf(options),
            executionStartMs: systemClock.nowMs(),
            needsApproval: options.needsApproval === true || config.fourEyes === 'on',
            profile: dk,
          })
          await startAndFollow(hub, request, options)
        })
      },
    )
}

function lookCommands(settlement: Command): void {
  settlement
    .command('list')
    .description('calculations with their states, newest first')
    .option('--type <type>', 'only of this type')
    .option('--limit <n>', 'at most so many', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(
      async (options: { readonly type?: string; readonly limit: number; readonly json?: true }, command: Command) => {
        const { type, limit } = options
        if (type !== undefined && !isCalculationType(type)) {
          throw new GridbookError('USAGE', `'${type}' is not a calculation type`)
        }
        await withHub(command, async (hub) => {
          const filter = { limit, ...(type === undefined ? {} : { type }) }
          const calculations = await calculationStatuses(filter, statusPortsOf(hub))
          print({ calculations }, () => listText(calculations), options.json === true)
        })
      },
    )
  settlement
    .command('status')
    .description('where a calculation is in its life, and what was said of it')
    .argument('<id>', 'the calculation', uuid)
    .option('--json', 'print as JSON')
    .action(async (id: string, options: { readonly json?: true }, command: Command) => {
      await withHub(command, async (hub) => {
        const status = await calculationStatus(id, statusPortsOf(hub))
        print(status, () => statusText(status), options.json === true)
      })
    })
}

function decisionCommands(settlement: Command): void {
  settlement
    .command('cancel')
    .description('stop a calculation, wherever it is executed; it is never published')
    .argument('<id>', 'the calculation', uuid)
    .option('--by <person>', 'who stops it; left out: the user of this machine')
    .option('--reason <text>', 'why')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: PersonOptions, command: Command) => {
      await withHub(command, async (hub) => {
        await cancelCalculation(hub.ports.pool, id, { by: personOf(options), reason: options.reason })
        const status = await calculationStatus(id, statusPortsOf(hub))
        print(status, () => statusText(status), options.json === true)
      })
    })
  settlement
    .command('approve')
    .alias('publish')
    .description('approve the results of a calculation that waits, as a second person, and publish them')
    .argument('<id>', 'the calculation', uuid)
    .option('--by <person>', 'who approves; left out: the user of this machine')
    .option('--reason <text>', 'a remark')
    .option('--detach', 'leave the publication to the hub that serves')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: PersonOptions & FollowOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const said = { decision: 'approved', by: personOf(options), reason: options.reason } as const
        await decideCalculation(id, said, statusPortsOf(hub))
        await carryOn(hub, id, options)
      })
    })
  settlement
    .command('reject')
    .description('reject the results of a calculation that waits, as a second person; it is never published')
    .argument('<id>', 'the calculation', uuid)
    .requiredOption('--reason <text>', 'why')
    .option('--by <person>', 'who rejects; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: PersonOptions & { readonly reason: string }, command: Command) => {
      if (options.reason.trim() === '') throw new GridbookError('USAGE', '--reason takes the reason as a sentence')
      await withHub(command, async (hub) => {
        await decideCalculation(
          id,
          { decision: 'rejected', by: personOf(options), reason: options.reason },
          statusPortsOf(hub),
        )
        const status = await calculationStatus(id, statusPortsOf(hub))
        print(status, () => statusText(status), options.json === true)
      })
    })
}
