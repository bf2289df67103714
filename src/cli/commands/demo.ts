import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, type Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { claimDirectory, systemClock } from '../../platform/index.ts'
import { demoPlaces, program, runMonth, type FinishedDemo, type OpenHouse, type Program } from '../../sandbox/index.ts'
import { demoText, whereaboutsText } from '../demo-text.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { progressView } from '../progress.ts'
import { readConfig } from '../read-config.ts'

interface DemoOptions {
  readonly json?: true
  readonly reset?: true
  readonly exit?: true
  readonly month: string
  readonly seed: number
  readonly meteringPoints: number
  readonly fault?: 'drop-reading'
}

/** `gridbook demo`: a month of an example market, from meters to books, by hub and supplier as processes of their own. */
export function demoCommand(parent: Command): void {
  parent
    .command('demo')
    .description('an example month: readings in, settlement, invoices, books; then hub and supplier stay up')
    .option('--json', 'print the summary as one JSON document')
    .option('--reset', 'start afresh instead of going on from what is there')
    .option('--exit', 'end when done')
    .option('--month <YYYY-MM>', 'month of the readings', '2026-03')
    .option('--seed <n>', 'another seed makes another market', wholeNumber, 1)
    .option('--metering-points <n>', 'size of the market', wholeNumber, 400)
    .option('--fault <what>', 'drop-reading: one reading is lost between hub and supplier', faultName)
    .action(async (options: DemoOptions, command: Command) => {
      const { dataDir } = readConfig(command)
      const { month, meteringPoints, seed, fault } = options
      const name = [month, meteringPoints, seed, ...(fault === undefined ? [] : [fault])].join('-')
      await demo(options, resolve(dataDir, 'demo', name))
    })
}

function faultName(text: string): string {
  if (text !== 'drop-reading') throw new InvalidArgumentError('It takes drop-reading.')
  return text
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const PARENT_WATCH = new URL('../../../bin/follow-parent.mjs', import.meta.url).href

async function demo(options: DemoOptions, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const claim = await claimDirectory(directory)
  const started = program(MAIN, PARENT_WATCH)
  const state = endInOrder(started)
  try {
    if (options.reset === true) await empty(directory)
    process.stderr.write(
      `Gridbook demo: ${options.meteringPoints} metering points, ${options.month}, in ${directory}\n`,
    )
    const { summary, house } = await runOnce(options, directory, started)
    const near = relative(process.cwd(), directory)
    const shown = near.startsWith('..') ? directory : near
    print(summary, () => demoText(summary).replaceAll(directory, shown), options.json === true)
    state.isDone = true
    let ended: string | undefined
    if (options.exit !== true) {
      process.stderr.write(`\n${whereaboutsText(house)}\n`)
      ended = await untilOneEnds(house)
    }
    await house.close()
    if (ended !== undefined && !state.isEnding) {
      throw new GridbookError('DEMO_COMMAND_FAILED', `${ended}; what it said is in serve.log of its directory`)
    }
  } finally {
    await started.stop()
    claim.release()
  }
}

async function runOnce(options: DemoOptions, directory: string, started: Program): Promise<FinishedDemo> {
  const view = progressView(process.stderr.isTTY && options.json !== true)
  return await runMonth(
    { month: options.month, seed: options.seed, meteringPoints: options.meteringPoints },
    {
      places: demoPlaces(directory),
      program: started,
      clock: systemClock,
      dropsReading: options.fault === 'drop-reading',
      onProgress: view.show,
      onStep: view.finish,
    },
  )
}

/** Everything but the claim, whose files are in use. */
async function empty(directory: string): Promise<void> {
  const names = await readdir(directory)
  await Promise.all(
    names
      .filter((name) => !name.startsWith('owner'))
      .map(async (name) => await rm(join(directory, name), { recursive: true, force: true })),
  )
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Ctrl-C reaches this process alone: it ends the others, and then itself; as the signal says, if work was under way. */
function endInOrder(started: Program): { isDone: boolean; isEnding: boolean } {
  const state = { isDone: false, isEnding: false }
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      state.isEnding = true
      void started.stop().finally(() => process.exit(state.isDone ? 0 : exitCode))
    })
  }
  return state
}

/** @returns which of the two ended, and how */
async function untilOneEnds({ hub, supplier }: OpenHouse): Promise<string> {
  return await Promise.race([
    hub.ended.then((how) => `the hub ended with ${how}`),
    supplier.ended.then((how) => `the supplier ended with ${how}`),
  ])
}
