import { SERIES_ENTRIES, seriesStarters } from '../calculated-series/index.ts'
import { dk } from '../market/index.ts'
import type { Config } from '../platform/index.ts'
import { calculationStarters, MARKET_ENTRIES, type ScheduleEntry, type SchedulePorts } from '../settlement/index.ts'
import { codeVersion } from './code-version.ts'
import type { Hub } from './open-hub.ts'

// A room with work of its own adds its entries here, and their starters below.
const ENTRIES: readonly ScheduleEntry[] = [...SERIES_ENTRIES, ...MARKET_ENTRIES]

/** The schedule of a hub: what there is to be started, and how. */
export async function scheduleOf({ ports: { pool, zone, clock } }: Hub, config: Config): Promise<SchedulePorts> {
  const needsApproval = config.fourEyes === 'on'
  const starting = { clock, codeVersion: await codeVersion() }
  const starters = new Map([
    ...seriesStarters({ ...starting, zone }),
    ...calculationStarters({ ...starting, profile: dk, needsApproval }),
  ])
  return { pool, zone, clock, entries: ENTRIES, starters }
}
