import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { systemClock, type Config } from '../../platform/index.ts'
import { runDemo, type DemoSummary } from '../../sandbox/index.ts'
import { codeVersion } from '../code-version.ts'
import { openHub } from '../open-hub.ts'
import { print, table } from '../output.ts'
import { progressView } from '../progress.ts'
import { readConfig } from '../read-config.ts'
import { wholeNumber } from '../options.ts'

interface DemoOptions {
  readonly json?: true
  readonly reset?: true
  readonly exit?: true
  readonly month: string
  readonly seed: number
  readonly meteringPoints: number
}

/** `gridbook demo`: an example market, its readings, and their settlement. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('an example market: readings in, balance settlement out')
    .option('--json', 'print the summary as one JSON document')
    .option('--reset', 'start afresh instead of going on from what is there')
    .option('--exit', 'end when done')
    .option('--month <YYYY-MM>', 'month of the readings', '2026-03')
    .option('--seed <n>', 'another seed makes another market', wholeNumber, 1)
    .option('--metering-points <n>', 'size of the market', wholeNumber, 400)
    .action(async (options: DemoOptions, command: Command) => {
      const config = readConfig(command)
      const directory = resolve(config.dataDir, 'demo', `${options.month}-${options.meteringPoints}-${options.seed}`)
      if (options.reset === true) await rm(directory, { recursive: true, force: true })
      await demo(options, { ...config, dataDir: directory, lakeDir: join(directory, 'lake') })
    })
}

async function demo(options: DemoOptions, config: Config): Promise<void> {
  const view = progressView(process.stderr.isTTY && options.json !== true)
  process.stderr.write(
    `Gridbook demo: ${options.meteringPoints} metering points, ${options.month}, in ${config.dataDir}\n`,
  )
  const hub = await openHub(config)
  try {
    const summary = await runDemo(
      { month: options.month, seed: options.seed, meteringPoints: options.meteringPoints },
      {
        intake: hub.intake,
        calculation: hub.calculation,
        runs: await hub.runs(),
        calculationRun: hub.calculationRun,
        codeVersion: await codeVersion(),
        clock: systemClock,
        directory: config.dataDir,
      },
      view.show,
      view.finish,
    )
    print(summary, () => summaryText(summary), options.json === true)
  } finally {
    await hub.close()
  }
}

function summaryText({ market, readings, energyBalance, calculation }: DemoSummary): string {
  const rows = energyBalance.map((area) => [
    area.gridArea,
    area.consumption,
    area.production,
    area.netExchange,
    area.gridLoss,
    area.gridLossTruth,
    area.identity,
  ])
  return [
    '',
    `Balance fixing of ${market.month}, calculation ${calculation.calculationId} (version ${calculation.version})`,
    `from ${readings.documents.toLocaleString('en-US')} documents with ${readings.points.toLocaleString('en-US')} readings; energy in kWh`,
    '',
    table(['grid area', 'consumption', 'production', 'net exchange', 'grid loss', 'true loss', 'identity'], rows),
    '',
    'The grid loss is what the settlement found, the true loss what the generator put in.',
    'identity = settled production + net exchange - settled consumption.',
  ].join('\n')
}
