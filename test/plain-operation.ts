import { operationUseCases, type OperationUseCases } from '../src/api/index.ts'
import { dk } from '../src/market/index.ts'
import { systemClock, type Pool } from '../src/platform/index.ts'
import { MARKET_ENTRIES } from '../src/settlement/index.ts'

/** What operators do with calculations on a database, without a process that carries them out. */
export function plainOperation(pool: Pool, clock = systemClock): OperationUseCases {
  return operationUseCases({
    pool,
    profile: dk,
    clock,
    steps: ['pin', 'calculate', 'check', 'publish'],
    entries: MARKET_ENTRIES,
    codeVersion: '0.0.0',
    fourEyes: false,
  })
}
