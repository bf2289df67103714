import type { Command } from 'commander'
import { measurementsFileName, validateMeasurements, writeMeasurements } from '../../settlement-report/index.ts'
import { withHub } from '../open-hub.ts'
import { refuse } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'
import { hubReports, outPath, printReport, withReportOptions, type ReportOptions } from '../report-options.ts'

/** `gridbook readings report`: the readings that an actor may see, as a ZIP of CSV files. */
export function readingReportCommand(readings: Command): void {
  withReportOptions(readings.command('report'))
    .description('the readings that an actor may see, as a ZIP of CSV files')
    .action(async (options: ReportOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const ports = hubReports(hub)
        const { fromDay: from, toDay: to } = daysOfOptions(options)
        const given = validateMeasurements(
          {
            from,
            to,
            gridAreas: options.areas.split(','),
            role: options.role,
            actorId: options.actor,
            preventLargeFiles: options.split === true,
          },
          ports,
        )
        if (!given.ok) return refuse(given.error)
        const path = await outPath(options.out, measurementsFileName(given.value))
        const written = await writeMeasurements(given.value, path, ports)
        if (!written.ok) return refuse(written.error)
        printReport(written.value, options.json === true)
      })
    })
}
