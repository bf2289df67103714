import { InvalidArgumentError, type Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { marketCodeOf } from '../../measurements/index.ts'
import {
  isProcessKind,
  POINT_COLUMNS,
  PROCESS_KINDS,
  statedFields,
  type ProcessKind,
  type ProcessSender,
} from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { submitAndTell, submitFile, type SubmittedFile } from '../../point-documents/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { withHub } from '../open-hub.ts'
import { print } from '../output.ts'

interface SenderOptions {
  readonly sender?: string
  readonly role: string
  readonly json?: true
}

interface ProcessOptions extends SenderOptions {
  readonly date?: string
  readonly set: readonly (readonly [string, string])[]
  readonly unset: readonly string[]
  readonly cancels?: bigint
}

/** `gridbook metering-points process ...` and `submit ...`: what changes metering points. */
export function pointProcessCommands(points: Command): void {
  points
    .command('process')
    .argument('<process>', PROCESS_KINDS.join(', '), processName)
    .argument('<id>', 'the metering point')
    .description('create, connect, change or close down a metering point. Exit code 1 when it is rejected')
    .option('--date <day>', 'the market day from which it holds, YYYY-MM-DD; not for cancel')
    .option('--set <column=value>', 'what is stated of the point; repeat it for every field', collected, [])
    .option('--unset <column>', 'a value that is taken away; repeat it', named, [])
    .option('--cancels <n>', 'cancel: number of the process that is taken back', processNumber)
    .option('--sender <id>', 'who asks, GLN or EIC; left out: the operator of the hub')
    .option('--role <code>', 'the role of the sender: DDM, EZ or DGL', 'DGL')
    .option('--json', 'print as JSON')
    .action(async (kind: ProcessKind, meteringPointId: string, options: ProcessOptions, command: Command) => {
      if (options.date === undefined && kind !== 'cancel') throw new GridbookError('USAGE', 'the process needs --date')
      await withHub(command, async ({ ports: { pool, clock } }) => {
        const columns = new Map([...options.set, ...options.unset.map((column) => [column, '-'] as const)])
        const request = {
          kind,
          meteringPointId,
          effectiveDate: options.date ?? '',
          stated: statedFields(columns),
          sender: senderOf(options),
          cancels: options.cancels,
        }
        const { outcomes } = await inTransaction(pool, (trx) => submitAndTell(trx, [request], { profile: dk, clock }))
        for (const { processId, outcome, findings } of outcomes) {
          print(
            { processId, outcome, findings: findings.map(withMarketCode) },
            () => processText(processId, findings),
            options.json === true,
          )
          if (outcome === 'rejected') process.exitCode = 1
        }
      })
    })
  points
    .command('submit')
    .argument('<file>', 'CSV: process, metering_point_id, effective_date, then the columns that it states')
    .description('submit the processes of a file, in their order. Exit code 1 when one is rejected')
    .option('--sender <id>', 'who asks where a line does not say so; left out: the operator of the hub')
    .option('--role <code>', 'the role of that sender', 'DGL')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: SenderOptions, command: Command) => {
      await withHub(command, async ({ ports: { pool, clock } }) => {
        const done = await submitFile(file, senderOf(options), { pool, clock, profile: dk })
        print({ ...done, findings: done.findings.map(withMarketCode) }, () => fileText(done), options.json === true)
        process.exitCode = done.rejected + done.unreadable === 0 ? 0 : 1
      })
    })
}

function senderOf({ sender, role }: SenderOptions): ProcessSender {
  return { actorId: sender ?? dk.operatorId ?? '', role }
}

function processName(text: string): ProcessKind {
  if (!isProcessKind(text)) throw new InvalidArgumentError(`It takes ${PROCESS_KINDS.join(', ')}.`)
  return text
}

function collected(text: string, before: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const at = text.indexOf('=')
  if (at < 0) throw new InvalidArgumentError('It takes column=value.')
  return [...before, [columnOf(text.slice(0, at)), text.slice(at + 1)]]
}

function named(text: string, before: readonly string[]): string[] {
  return [...before, columnOf(text)]
}

function columnOf(text: string): string {
  if (!POINT_COLUMNS.includes(text)) throw new InvalidArgumentError(`It takes one of ${POINT_COLUMNS.join(', ')}.`)
  return text
}

function processNumber(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('It takes the number of a process.')
  return BigInt(text)
}

function withMarketCode(found: Finding): Finding & { readonly marketCode: string } {
  return { ...found, marketCode: marketCodeOf(found.code) }
}

function processText(processId: bigint, findings: readonly Finding[]): string {
  if (findings.length === 0) return `process ${processId}: accepted`
  return [`process ${processId}: rejected`, ...findings.map(reasonText)].join('\n')
}

function fileText({ accepted, rejected, unreadable, findings }: SubmittedFile): string {
  const counts = `${accepted} accepted, ${rejected} rejected, ${unreadable} not readable`
  return [counts, ...findings.map(reasonText)].join('\n')
}

/** A reason as a person reads it: the market's code, the place, both languages, what to do. */
function reasonText({ code, line, point, field, message, danish, hint }: Finding): string {
  const place = [line === undefined ? undefined : `line ${line}`, point, field].filter((part) => part !== undefined)
  const second = danish === undefined ? [] : [`  ${danish}`]
  return [`${marketCodeOf(code)} (${place.join(', ')}): ${message}`, ...second, `  ${hint}`].join('\n')
}
