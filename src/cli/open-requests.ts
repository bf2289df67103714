import { join } from 'node:path'
import { dk } from '../market/index.ts'
import { enqueueWholesaleAnswers, type AnswerPorts } from '../settlement-requests/index.ts'
import type { Hub } from './open-hub.ts'

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
    systemOperatorId: dk.systemOperatorId ?? '',
    enqueueWholesale: enqueueWholesaleAnswers,
  }
}
