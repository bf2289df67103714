// Does steps of the hub's job on a directory; goes on from what is there. Ends with code 3 when what it finds at its start is
// not whole. Prints the energy balance and what is stored in the end as JSON.
// usage: main-job.ts DIRECTORY MONTH POINTS [STEP ...]
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeVersion } from '../../../src/cli/code-version.ts'
import { openHub, type Hub } from '../../../src/cli/open-hub.ts'
import { findMonth, SLOT_CLASSES } from '../../../src/kernel/index.ts'
import { appendActors, appendGridAreas, dk } from '../../../src/market/index.ts'
import { compactMonth, flushBuffer, importFiles } from '../../../src/measurements/index.ts'
import { appendPointPeriods } from '../../../src/metering-points/index.ts'
import { inTransaction, loadConfig, nextRecordedSeq, systemClock } from '../../../src/platform/index.ts'
import { generateMarket } from '../../../src/sandbox/index.ts'
import { writeMarket } from '../../../src/sandbox/write-market.ts'
import { energyBalance, runCalculation } from '../../../src/settlement/index.ts'
import { storedState, type Look } from '../stored-state.ts'

const [directory = '', month = '', points = '', ...steps] = process.argv.slice(2)

/** The last days of the month, with the day on which summer time begins: small, and yet all that can happen. */
const LAST_DAYS = 5
const CALCULATION = '0b5d9c1e-5f0a-4a57-9d3f-6f2f6f1d7c11'

const loaded = loadConfig({ env: process.env, cwd: directory, configFile: undefined, flags: { dataDir: directory } })
if (!loaded.ok) throw new Error(loaded.error.map((fault) => fault.message).join('; '))
const hub = await openHub(loaded.value.config)
process.stderr.write('open\n')
try {
  const { faults } = await look(false, false)
  if (faults.length > 0) {
    process.stderr.write(`not whole: ${faults.join('; ')}\n`)
    process.exitCode = 3
  } else await work()
} finally {
  await hub.close()
}

async function work(): Promise<void> {
  let summary: unknown
  for (const step of steps) {
    if (step === 'prepare') await prepare(hub)
    else if (step === 'import') await importWaves(hub, (names) => names)
    else if (step === 'import-backwards') await importWaves(hub, (names) => names.toReversed())
    else if (step === 'flush') await flushBuffer(hub.intake)
    else if (step === 'compact') await compact(hub)
    else if (step === 'settle') summary = await settleLastDays(hub)
    else if (step === 'sweep') await hub.intake.lake.sweep({ graceMs: 0, nowMs: systemClock.nowMs() })
    else throw new Error(`there is no step ${step}`)
  }
  process.stdout.write(JSON.stringify({ summary, ...(await look(true, steps.includes('sweep'))) }))
}

async function look(hashes: boolean, swept: boolean): Promise<Look> {
  return await storedState({ month, scratch: join(directory, 'scratch', 'look'), hashes, swept }, hub.intake)
}

/** The documents of the last days, a commit for each wave; all but the last are flushed, then compacted. */
async function importWaves({ intake }: Hub, order: (names: string[]) => string[]): Promise<void> {
  const inbox = join(directory, 'documents')
  const names = readdirSync(inbox).filter((name) => /^\d-\w+-(\d{4}-\d\d-(2[7-9]|3\d))-.*\.json$/.test(name))
  const waves = [...Map.groupBy(order(names.toSorted()), (name) => name.slice(0, 1)).values()]
  for (const [index, wave] of waves.entries()) {
    const receipts = await importFiles(
      wave.map((name) => join(inbox, name)),
      intake,
    )
    const bad = receipts.find((receipt) => receipt.outcome !== 'accepted' && receipt.outcome !== 'repeated')
    if (bad !== undefined)
      throw new Error(
        `a document of the example market was not accepted: ${JSON.stringify(bad)}`,
        'error' in bad ? { cause: bad.error } : {},
      )
    if (index === waves.length - 1) continue
    await flushBuffer(intake)
    await compact({ intake })
  }
}

async function compact({ intake }: Pick<Hub, 'intake'>): Promise<void> {
  for (const slotClass of SLOT_CLASSES) await compactMonth(intake, slotClass, month)
}

async function settleLastDays({ calculation, calculationRun, runs }: Hub): Promise<unknown> {
  const days = findMonth(month, dk.zone)?.days.slice(-LAST_DAYS) ?? []
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) throw new Error(`'${month}' is not a month`)
  await runCalculation(
    {
      calculationId: CALCULATION,
      type: 'balance_fixing',
      gridAreas: ['801', '802'],
      period: { fromMs: first.startMs, toMs: last.endMs },
      profile: dk,
      isInternal: false,
      createdBy: 'proof',
      executionStartMs: systemClock.nowMs(),
    },
    { ports: calculation, runs: await runs(), definition: calculationRun, codeVersion: await codeVersion() },
  )
  return await energyBalance({ type: 'balance_fixing', from: first.date, to: '9999-12-31' }, calculation)
}

/** Master data of the example market, and its documents beside the stores. */
async function prepare({ intake }: Hub): Promise<void> {
  const market = generateMarket({ month, meteringPoints: Number(points) })
  await inTransaction(intake.pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await appendGridAreas(trx, market.gridAreas(), seq)
    await appendActors(trx, market.actors(), seq)
    const appended = await appendPointPeriods(trx, [...market.pointPeriods()], { profile: dk })
    if (!appended.ok) throw new Error(appended.error.map((found) => found.message).join('; '))
  })
  await writeMarket(market, join(directory, 'documents'), () => {})
}
