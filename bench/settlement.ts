import { SLOT_CLASSES } from '../src/kernel/index.ts'
import { inTransaction, parquet, quantity, slots, sum, systemClock } from '../src/platform/index.ts'
import type { Hub } from './bench-hub.ts'
import { MONTH, type PreparedMarket } from './prepared-market.ts'
import { secondsOf } from './rounds.ts'

/** Files of the current reading days, by slot class: what a snapshot of the newest state reads. */
export async function currentFiles(hub: Hub): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>()
  await inTransaction(hub.intake.pool, async (trx) => {
    for (const slotClass of SLOT_CLASSES) {
      const batches = await hub.intake.lake.batches(trx, `reading_day_${slotClass}`, [MONTH])
      const files = batches.flatMap((batch) => batch.files.filter((file) => !file.superseded).map((file) => file.path))
      if (files.length > 0) found.set(slotClass, files)
    }
  })
  return found
}

/** The floor: one plain sum over each value column of the current files. Resolves to its seconds. */
export async function floorSeconds(hub: Hub, files: ReadonlyMap<number, readonly string[]>): Promise<number> {
  const selects = [...files].map(
    ([slotClass, paths]) => `select ${slots(slotClass, (k) => sum(quantity(k)))} from ${parquet(paths)}`,
  )
  return await secondsOf(async () => {
    for (const select of selects) await hub.engine.rows(select)
  })
}

/**
 * The calculation as the product does it: its own step, from the pinned input to the written files of all results of all
 * levels and the checks over them. Resolves to its seconds.
 */
export async function calculationSeconds(
  hub: Hub,
  { calculationId }: Pick<PreparedMarket, 'calculationId'>,
): Promise<number> {
  const step = hub.calculationRun.steps.find(({ name }) => name === 'calculate')
  if (step === undefined) throw new Error('the calculation has no step of that name')
  const startedMs = performance.now()
  const { afterwards } = await step.execute(calculationId)
  const seconds = (performance.now() - startedMs) / 1000
  await afterwards?.()
  // Its result is not published, so its batch is nobody's.
  await hub.intake.lake.sweep({ graceMs: 0, nowMs: systemClock.nowMs() + 1000 })
  return seconds
}
