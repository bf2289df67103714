import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { isCalculationType, monthAmounts, type MonthAmounts } from '../../settlement/index.ts'
import { withHub } from '../open-hub.ts'
import { print, table } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'

/** `gridbook settlement amounts`: what charges come to, from what is published. */
export function amountsCommand(settlement: Command): void {
  settlement
    .command('amounts')
    .description('what charges come to in a month, by grid area and supplier, from what is published')
    .requiredOption('--from <month>', 'YYYY-MM')
    .option('--type <type>', 'wholesale_fixing, or a correction', 'wholesale_fixing')
    .option('--supplier <id>', 'of one energy supplier')
    .option('--json', 'print as JSON')
    .action(
      async (
        options: { readonly from: string; readonly type: string; readonly supplier?: string; readonly json?: true },
        command: Command,
      ) => {
        const { type, supplier } = options
        if (!isCalculationType(type)) throw new GridbookError('USAGE', `'${type}' is not a calculation type`)
        await withHub(command, async (hub) => {
          const { fromDay: from, toDay: to } = daysOfOptions(options)
          const query = { type, from, to, ...(supplier === undefined ? {} : { energySupplierId: supplier }) }
          const amounts = await monthAmounts(query, hub.calculation)
          print(amounts, () => amountsText(amounts), options.json === true)
        })
      },
    )
}

function amountsText({ charges, totals }: MonthAmounts): string {
  if (totals.length === 0) return 'Nothing is published for this month.'
  const rows = charges.map((row) => [
    row.gridArea,
    row.energySupplierId ?? '',
    row.chargeOwnerId,
    row.chargeCode,
    row.isTax ? `${row.chargeType}, tax` : row.chargeType,
    row.amount ?? 'no price',
  ])
  const sums = totals.map((row) => [
    row.gridArea,
    row.energySupplierId ?? '',
    row.chargeOwnerId ?? 'all charges',
    row.amount ?? 'no price',
  ])
  return [
    table(['grid area', 'energy supplier', 'owner', 'charge', 'type', 'DKK'], rows),
    table(['grid area', 'energy supplier', 'settled with', 'DKK'], sums),
  ].join('\n\n')
}
