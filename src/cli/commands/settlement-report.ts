import type { Command } from 'commander'
import { reportFileName, validateReport, writeReport } from '../../settlement-report/index.ts'
import { withHub } from '../open-hub.ts'
import { refuse } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'
import { hubReports, outPath, printReport, withReportOptions, type ReportOptions } from '../report-options.ts'

interface SettlementReportOptions extends ReportOptions {
  readonly type: string
  readonly calculation: readonly string[]
}

/** `gridbook settlement report`: what an actor may see of calculations, as a ZIP of CSV files. */
export function settlementReportCommand(settlement: Command): void {
  withReportOptions(settlement.command('report'))
    .description('what an actor may see of calculations, as a ZIP of CSV files')
    .option('--type <type>', 'balance_fixing, wholesale_fixing, or a correction', 'balance_fixing')
    .option('--calculation <area=id...>', 'the calculation of each grid area; of balance fixings the latest counts', [])
    .action(async (options: SettlementReportOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const ports = hubReports(hub)
        const { fromDay: from, toDay: to } = daysOfOptions(options)
        const given = validateReport(
          {
            type: options.type,
            from,
            to,
            gridAreas: options.areas.split(','),
            role: options.role,
            actorId: options.actor,
            calculations: options.calculation,
            preventLargeFiles: options.split === true,
          },
          ports,
        )
        if (!given.ok) return refuse(given.error)
        const written = await writeReport(given.value, await outPath(options.out, reportFileName(given.value)), ports)
        if (!written.ok) return refuse(written.error)
        printReport(written.value, options.json === true)
      })
    })
}
