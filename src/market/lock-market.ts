import type { Transaction } from '../platform/index.ts'

/** Keeps other writers of grid areas, actors and clients waiting until the transaction ends; readers go on. */
export async function lockMarket(trx: Transaction): Promise<void> {
  await trx.query('lock table market.grid_area, market.actor in share row exclusive mode')
}
