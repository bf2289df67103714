import { join } from 'node:path'
import type { Command } from 'commander'
import { inspectFile, renderInspection, type Inspection } from '../../exchange/index.ts'
import { findMonth, GridbookError, SLOT_CLASSES, type ErrorCode, type MarketMonth } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  compactMonth,
  completeness,
  flushBuffer,
  importFiles,
  openRefusals,
  replayRefused,
  SWEEP_GRACE_MS,
  type Completeness,
  type FileReceipt,
  type OpenRefusal,
} from '../../measurements/index.ts'
import { missingLogCommand } from './missing-log.ts'
import { historyCommand } from './reading-history.ts'
import { readingReportCommand } from './reading-report.ts'
import { withEither } from '../with-either.ts'
import { errorText, findingText, print, table } from '../output.ts'
import { progressView } from '../progress.ts'
import { wholeNumber } from '../options.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook readings ...`: what came in, and how it stands. */
export function readingCommands(program: Command): void {
  const readings = program
    .command('readings')
    .description('measured data: documents, their intake, and what is missing')
  inspectCommand(readings)
  importCommand(readings)
  refusedCommands(readings)
  completenessCommand(readings)
  missingLogCommand(readings)
  historyCommand(readings)
  readingReportCommand(readings)
  storageCommands(readings)
}

function inspectCommand(readings: Command): void {
  readings
    .command('inspect')
    .argument('<file...>', 'RSM-012 in CIM JSON; documents of master data in CIM JSON or XML')
    .description('what files hold: points, days, sums, and every finding; stores nothing')
    .option('--json', 'print as one JSON document')
    .action(async (files: string[], options: JsonOption) => {
      const inspected: Inspection[] = []
      for (const file of files) inspected.push(await inspectFile(file, dk))
      print({ files: inspected }, () => inspected.map(renderInspection).join('\n\n'), options.json === true)
      const codes = new Set(inspected.flatMap(({ findings }) => findings.map(({ code }) => code)))
      if (codes.has('FILE_UNREADABLE')) process.exitCode = 2
      else if (NO_DOCUMENT.some((code) => codes.has(code))) process.exitCode = 1
    })
}

/** What says that a file is no readable document; other findings are about what it holds. */
const NO_DOCUMENT: readonly ErrorCode[] = ['JSON_BROKEN', 'XML_BROKEN', 'DOCUMENT_UNKNOWN', 'DOCUMENT_TOO_LARGE']

function importCommand(readings: Command): void {
  readings
    .command('import')
    .argument('<path...>', 'files, or directories of .json files')
    .description('take documents in; what is refused is kept with its reasons and stops nothing')
    .option('--json', 'print the receipts as one JSON document')
    .action(async (paths: string[], options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        const view = progressView(process.stderr.isTTY)
        const startedMs = performance.now()
        const receipts = await importFiles(paths, hub.intake, {
          onProgress: (progress) => {
            view.show({ step: 'import', done: progress.files, of: progress.of, unit: 'documents' })
          },
          onUnflushed: (error) => {
            process.stderr.write(`All is stored, but not yet in the lake: ${errorText(error)}\n`)
          },
        })
        const points = receipts.reduce((sum, receipt) => sum + ('points' in receipt ? receipt.points : 0), 0)
        view.finish({ name: 'import', rows: points, seconds: ((performance.now() - startedMs) / 1000).toFixed(3) })
        print({ files: receipts }, () => receiptsText(receipts), options.json === true)
        process.exitCode = exitCodeOf(receipts)
      })
    })
}

function exitCodeOf(receipts: readonly FileReceipt[]): number {
  if (receipts.some((receipt) => receipt.outcome === 'failed')) return 2
  return receipts.some((receipt) => receipt.outcome === 'refused' || receipt.outcome === 'partly') ? 1 : 0
}

function receiptsText(receipts: readonly FileReceipt[]): string {
  const counts = Map.groupBy(receipts, (receipt) => receipt.outcome)
  const summary = table(
    ['outcome', 'documents', 'transactions', 'readings'],
    [...counts].map(([outcome, group]) => [
      outcome,
      String(group.length),
      String(group.reduce((sum, receipt) => sum + ('accepted' in receipt ? receipt.accepted : 0), 0)),
      String(group.reduce((sum, receipt) => sum + ('points' in receipt ? receipt.points : 0), 0)),
    ]),
  )
  const faults = receipts.flatMap((receipt) => {
    if ('error' in receipt)
      return [`${receipt.source}: ${receipt.error.code}: ${receipt.error.message}\n  ${receipt.error.hint}`]
    return receipt.refusals.flatMap((refusal) =>
      refusal.findings.map(
        (found) => `${receipt.source} (document ${receipt.documentId}) refused: ${findingText(found)}`,
      ),
    )
  })
  const shown = faults.slice(0, MOST_FAULTS)
  const rest = faults.length - shown.length
  return [summary, ...shown, ...(rest > 0 ? [`... and ${rest} more: gridbook readings refused`] : [])].join('\n')
}

const MOST_FAULTS = 20

function refusedCommands(readings: Command): void {
  readings
    .command('refused')
    .argument('[document]', 'only of this document')
    .description('what was refused and is still open, with its reasons')
    .option('--json', 'print as one JSON document')
    .action(async (document: string | undefined, options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        const refusals = await openRefusals(hub.database.pool, document)
        print({ refusals }, () => refusalsText(refusals), options.json === true)
      })
    })
  readings
    .command('replay')
    .argument('<document>', 'a document of gridbook readings refused')
    .description('take the refused parts of a document in again, as they were sent')
    .option('--json', 'print the receipt as JSON')
    .action(async (document: string, options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        const receipt = await replayRefused(document, hub.intake)
        print(receipt, () => receiptsText([receipt]), options.json === true)
        process.exitCode = exitCodeOf([receipt])
      })
    })
}

function refusalsText(refusals: readonly OpenRefusal[]): string {
  if (refusals.length === 0) return 'Nothing is refused.'
  return refusals
    .flatMap((refusal) =>
      refusal.findings.map((found) => `${refusal.documentId}  ${refusal.source}\n  ${findingText(found)}`),
    )
    .join('\n')
}

function completenessCommand(readings: Command): void {
  readings
    .command('completeness')
    .argument('<month>', 'YYYY-MM')
    .description('what should have been delivered against what has a value; exit code 1 when something is missing')
    .option('--gaps <n>', 'list at most so many days with gaps', wholeNumber, 20)
    .option('--json', 'print as one JSON document')
    .action(async (month: string, options: JsonOption & { readonly gaps: number }, command: Command) => {
      await withEither(command, async (hub, config) => {
        const directory = join(config.dataDir, 'scratch', `completeness-${process.pid}`)
        const found = await completeness(monthOf(month), { directory, mostGaps: options.gaps }, hub.intake)
        print(found, () => completenessText(found), options.json === true)
        process.exitCode = found.gaps.length === 0 ? 0 : 1
      })
    })
}

function completenessText({ areas, gaps }: Completeness): string {
  const header = ['grid area', 'metering points', 'expected', 'present', 'missing']
  const rows = areas.map((area) => [
    area.gridArea,
    String(area.meteringPoints),
    String(area.expected),
    String(area.present),
    String(area.expected - area.present),
  ])
  const list = gaps.map((gap) => [
    gap.marketDay,
    gap.gridArea,
    gap.meteringPointId,
    String(gap.expected),
    String(gap.present),
  ])
  const days = gaps.length === 0 ? [] : ['', table(['day', 'grid area', 'metering point', 'expected', 'present'], list)]
  return [table(header, rows), ...days].join('\n')
}

function storageCommands(readings: Command): void {
  readings
    .command('flush')
    .description('move buffered readings into the lake now')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        const flushed = await flushBuffer(hub.intake)
        print(
          flushed,
          () => `${flushed.deliveries} deliveries and ${flushed.readings} reading days moved`,
          options.json === true,
        )
      })
    })
  readings
    .command('compact')
    .argument('<month>', 'YYYY-MM')
    .description('rewrite a month of the lake as one sorted batch a table')
    .option('--json', 'print as JSON')
    .action(async (month: string, options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        const done = []
        for (const slotClass of SLOT_CLASSES)
          done.push(...(await compactMonth(hub.intake, slotClass, monthOf(month).month)))
        await hub.intake.lake.sweep({ graceMs: SWEEP_GRACE_MS, nowMs: hub.intake.clock.nowMs() })
        const rows = done.map((each) => [each.table, String(each.batches), String(each.files), String(each.rows)])
        print(
          { compactions: done },
          () => (rows.length === 0 ? 'Nothing to compact.' : table(['table', 'batches', 'files', 'rows'], rows)),
          options.json === true,
        )
      })
    })
}

function monthOf(text: string): MarketMonth {
  const month = findMonth(text, dk.zone)
  if (month === undefined) throw new GridbookError('USAGE', `'${text}' is not a month; write it as 2026-03`)
  return month
}
