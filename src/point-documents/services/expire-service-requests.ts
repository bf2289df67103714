import { dk } from '../../market/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { lockOverdue, type KnownService } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../../platform/index.ts'
import { closeAndTell, type ClosedService } from './close-and-tell.ts'

/** What letting requests run out needs. */
export interface ExpiryPorts {
  readonly pool: Pool
  readonly clock: Clock
}

/** How many requests one commit lets run out. */
const AT_ONCE = 100

/**
 * Lets every open request run out whose time for an answer is over, and tells its supplier, each once: what another process has in
 * hand is left to it.
 * @returns how many
 */
export async function expireServiceRequests({ pool, clock }: ExpiryPorts): Promise<number> {
  let expired = 0
  for (;;) {
    const count = await inTransaction(pool, async (trx) => {
      const nowMs = clock.nowMs()
      const overdue = await lockOverdue(trx, nowMs, AT_ONCE)
      await closeAndTell(trx, overdue.map(overdueOf), { nowMs, takeSeq: nextRecordedSeq })
      return overdue.length
    })
    expired += count
    if (count < AT_ONCE) return expired
  }
}

/** What is said of a request that has run out. */
export function overdueOf(service: KnownService): ClosedService {
  return { service, closing: { outcome: 'overdue', reasons: [], sender: HUB } }
}

const HUB = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
