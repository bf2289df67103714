import { join } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { faultPoint } from '../../platform/index.ts'
import { generateMarket } from '../generate-market.ts'
import type { MarketOptions } from '../options.ts'
import type { DemoPlaces } from './demo-house.ts'
import { doneSteps } from './done-steps.ts'
import { hubToday, MONTH_STEPS, writeFiles } from './month-steps.ts'
import { openHouse } from './open-house.ts'
import type { OpenHouse } from './open-house.ts'
import type { Program } from './program.ts'
import { monthSummary } from './month-summary.ts'
import type { MonthSummary } from './month-summary.ts'

/** How far a step of the demo is; `unit` says what is counted. */
export interface MonthProgress {
  readonly step: string
  readonly done: number
  readonly of: number
  readonly unit: string
}

/** A step that is done. */
export interface MonthStepDone {
  readonly name: string
  readonly rows: number
  readonly seconds: string
}

/** What a demo is run with. */
export interface MonthDemoPorts {
  readonly places: DemoPlaces
  readonly program: Program
  readonly clock: Clock
  /** Whether a reading is lost between the hub and our supplier. */
  readonly dropsReading: boolean
  readonly onProgress: (progress: MonthProgress) => void
  readonly onStep: (step: MonthStepDone) => void
}

/** A demo that is through its month; hub and supplier go on running until it is closed. */
export interface FinishedDemo {
  readonly summary: MonthSummary
  readonly house: OpenHouse
}

/**
 * The month of an example market, from the meters to the books: the hub takes documents in and settles, our supplier takes
 * its messages in, compares, bills, accrues and exports. Every step finds what an earlier, interrupted demo has done and
 * goes on from there.
 */
export async function runMonth(options: MarketOptions, ports: MonthDemoPorts): Promise<FinishedDemo> {
  const { places, program, clock, onStep } = ports
  const market = generateMarket(options)
  const steps: MonthStepDone[] = []
  const step = async (
    name: string,
    work: (report: (progress: Omit<MonthProgress, 'step'>) => void) => Promise<number>,
  ): Promise<void> => {
    faultPoint(`demo:${name}`)
    const startedMs = performance.now()
    const rows = await work((progress) => ports.onProgress({ step: name, ...progress }))
    const done = { name, rows, seconds: ((performance.now() - startedMs) / 1000).toFixed(3) }
    steps.push(done)
    onStep(done)
  }
  await step('files', async (report) => await writeFiles(market, places, report))
  const dropped = ports.dropsReading ? market.readingToDrop() : undefined
  const opened: OpenHouse[] = []
  try {
    await step('start', async () => opened.push(await openHouse(places, program, hubToday(market), dropped)))
    const [house] = opened
    if (house === undefined) throw new Error('hub and supplier have not started')
    const done = await doneSteps(join(places.hub, '..', 'done-steps.json'))
    for (const each of MONTH_STEPS) {
      const { name } = each
      if (done.has(name)) continue
      await step(name, async (onProgress) => {
        const working = each.work({ market, places, program, house, clock, onProgress })
        return await Promise.race([working, fallen(house, places)])
      })
      await done.add(name)
    }
    return { summary: await monthSummary({ market, places, program, dropped, steps }), house }
  } catch (error) {
    await Promise.all(opened.map(async (house) => await house.close()))
    throw error
  }
}

/** Rejects when one of the two processes ends while it is still needed. */
async function fallen({ hub, supplier }: OpenHouse, places: DemoPlaces): Promise<never> {
  const [role, end] = await Promise.race([
    hub.ended.then((how) => ['hub', how] as const),
    supplier.ended.then((how) => ['supplier', how] as const),
  ])
  const log = join(places[role], 'serve.log')
  throw new GridbookError('DEMO_COMMAND_FAILED', `gridbook ${role} serve ended with ${end}; see ${log}`, { path: log })
}
