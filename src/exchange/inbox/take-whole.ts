import type { Finding } from '../../kernel/index.ts'
import { inTransaction, type Pool, type Transaction } from '../../platform/index.ts'
import type { InboxEntry } from './inbound-message.ts'

/**
 * Takes a message in whole or refuses it: what it does and the note that it was received are one commit.
 * @param findings what was found in it; an error refuses it with all of them
 */
export async function takeWhole(
  pool: Pool,
  inbox: InboxEntry,
  findings: readonly Finding[],
  effect: (trx: Transaction) => Promise<unknown>,
): Promise<void> {
  await inTransaction(pool, async (trx) => {
    if (findings.some(({ severity }) => severity === 'error')) {
      await inbox.record(trx, { outcome: 'refused', findings })
      return
    }
    await effect(trx)
    await inbox.record(trx, { outcome: 'accepted' })
  })
}
