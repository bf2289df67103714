import { join } from 'node:path'
import { GridbookError } from '../kernel/index.ts'
import type { AnswerPorts, EnqueueWholesale } from '../settlement-requests/index.ts'
import type { Hub } from './open-hub.ts'

// settlement 2.6: the system operator, whose charges are not the grid companies'.
const SYSTEM_OPERATOR = '5790000432752'

/** What answering requests works on, at a hub that is open. */
export function answersOf({ ports }: Hub): AnswerPorts {
  const { pool, lake, engine, zone, clock, scratch } = ports
  return {
    pool,
    lake,
    engine,
    zone,
    clock,
    scratch: join(scratch, 'requests'),
    systemOperatorId: SYSTEM_OPERATOR,
    enqueueWholesale,
  }
}

// Until queues hold RSM-019, a request that would be answered by one waits.
const enqueueWholesale: EnqueueWholesale = async (_trx, answers) => {
  await Promise.reject(
    new GridbookError('INTERNAL', `${answers.length} series of wholesale results wait for RSM-019 in the queues`),
  )
}
