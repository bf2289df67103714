import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import logUpdate from 'log-update'
import { calculationStatus, watchCalculation } from '../../settlement/index.ts'
import { momentText, statusText } from '../calculation-text.ts'
import { exitCodeOf, statusPortsOf } from '../follow-calculation.ts'
import { withHub } from '../open-hub.ts'
import { uuid } from '../options.ts'
import { print } from '../output.ts'

const LOOK_MS = 250

/**
 * `settlement watch ID`: one line that is redrawn on a terminal, else one line for each change, until the calculation is at
 * an end or waits; with --json its last status alone.
 */
export function watchCommand(settlement: Command): void {
  settlement
    .command('watch')
    .description('show how far a calculation is, until it is at an end or waits for approval')
    .argument('<id>', 'the calculation', uuid)
    .option('--json', 'print the last status as JSON')
    .action(async (id: string, options: { readonly json?: true }, command: Command) => {
      await withHub(command, async (hub) => {
        const ports = statusPortsOf(hub)
        const isTerminal = process.stdout.isTTY && options.json !== true
        for await (const status of watchCalculation(id, ports, { pause: async () => await sleep(LOOK_MS) })) {
          if (isTerminal) logUpdate(momentText(status))
          else if (options.json !== true) process.stdout.write(`${momentText(status)}\n`)
        }
        if (isTerminal) logUpdate.clear()
        const last = await calculationStatus(id, ports)
        if (isTerminal || options.json === true) print(last, () => statusText(last), options.json === true)
        process.exitCode = exitCodeOf(last.state)
      })
    })
}
