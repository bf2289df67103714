import { clockFrom } from '../kernel/index.ts'
import type { Clock } from '../kernel/index.ts'

/** The machine's clock. */
export const systemClock: Clock = clockFrom(() => Date.now())
