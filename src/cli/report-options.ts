import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { dk } from '../market/index.ts'
import { GridbookError } from '../kernel/index.ts'
import { REPORT_ROLES, reportPortsOf, type ReportPorts, type WrittenReport } from '../settlement-report/index.ts'
import type { Hub } from './open-hub.ts'
import { print, table } from './output.ts'
import type { PeriodOptions } from './period-options.ts'

/** Options that every report takes. */
export interface ReportOptions extends PeriodOptions {
  readonly areas: string
  readonly role: string
  readonly actor?: string
  readonly out: string
  readonly split?: true
  readonly json?: true
}

/** Gives a command the options of a report. */
export function withReportOptions(command: Command): Command {
  return command
    .requiredOption('--areas <codes>', 'grid areas, such as 801,802')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .requiredOption('--role <role>', `for whom: ${REPORT_ROLES.join(', ')}`)
    .option('--actor <id>', 'GLN or EIC; an administrator names none')
    .requiredOption('--out <path>', 'a ZIP file, or a directory that gets one of the usual name')
    .option('--split', 'files of no more than 1,000,000 rows')
    .option('--json', 'print as JSON')
}

/** What reports of a hub are made from. */
export function hubReports({ ports }: Hub): ReportPorts {
  return reportPortsOf(ports, { zone: dk.zone, operatorId: dk.operatorId ?? '', currency: dk.currency })
}

/** Where a report is written: in a directory under its usual name. @throws GridbookError FILE_UNREADABLE when there is no such place */
export async function outPath(out: string, usualName: string): Promise<string> {
  const found = await stat(out).catch(() => undefined)
  if (found?.isDirectory() === true) return join(out, usualName)
  if (out.endsWith('.zip')) return out
  throw new GridbookError('FILE_UNREADABLE', `${out} is no directory and no name of a ZIP file`, { path: out })
}

/** Prints what a report holds. */
export function printReport({ path, bytes, files }: WrittenReport, json: boolean): void {
  const rows = files.map((file) => [file.name, String(file.rows)])
  print({ path, bytes, files }, () => `${path}, ${bytes} bytes\n${table(['file', 'rows'], rows)}`, json)
}
