import { dk } from '../market/index.ts'
import type { Config } from '../platform/index.ts'
import { calculationStarters, MARKET_ENTRIES, type SchedulePorts } from '../settlement/index.ts'
import { codeVersion } from './code-version.ts'
import type { Hub } from './open-hub.ts'

/** The schedule of a hub: what there is to be started, and how. Rooms with work of their own add their entries and starters here. */
export async function scheduleOf({ ports: { pool, zone, clock } }: Hub, config: Config): Promise<SchedulePorts> {
  const needsApproval = config.fourEyes === 'on'
  const starters = calculationStarters({ profile: dk, clock, codeVersion: await codeVersion(), needsApproval })
  return { pool, zone, clock, entries: MARKET_ENTRIES, starters }
}
