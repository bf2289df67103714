import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { CALCULATION_TYPES, isCalculationType, planSettlement, toPlanDocument } from '../../settlement/index.ts'
import { codeVersion } from '../code-version.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { periodOfOptions, type PeriodOptions } from '../period-options.ts'
import { planText } from './plan-text.ts'

interface PlanOptions extends PeriodOptions {
  readonly areas: string
  readonly type: string
  readonly requireComplete?: true
  readonly limit?: number
  readonly json?: true
}

/** `gridbook settlement plan`: what a calculation would use and find, before anything is computed. */
export function planCommand(settlement: Command): void {
  settlement
    .command('plan')
    .description('say what a calculation would use, what changed since the version before, and how long it takes')
    .requiredOption('--areas <codes>', 'grid areas, such as 801,802')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--type <type>', CALCULATION_TYPES.join(', '), 'balance_fixing')
    .option('--require-complete', 'missing readings and prices are errors')
    .option('--limit <n>', 'rows of each list of what changed (10)', wholeNumber)
    .option('--json', 'print as JSON')
    .action(async (options: PlanOptions, command: Command) => {
      const { type } = options
      if (!isCalculationType(type))
        throw new GridbookError(
          'USAGE',
          `'${type}' is not a calculation type; there are ${CALCULATION_TYPES.join(', ')}`,
        )
      const request = {
        type,
        gridAreas: options.areas.split(','),
        period: periodOfOptions(options),
        profile: dk,
        requiresComplete: options.requireComplete === true,
        codeVersion: await codeVersion(),
        ...(options.limit === undefined ? {} : { limit: options.limit }),
      }
      await withHub(command, async (hub) => {
        const plan = toPlanDocument(await planSettlement(request, hub.calculation))
        print(plan, () => planText(plan), options.json === true)
        if (plan.findings.length > 0) process.exitCode = 1
      })
    })
}
