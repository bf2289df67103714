import type { QualityCounts } from './document.ts'
import { MicroSum } from './micro.ts'

/** What the positions of a transaction are counted as while they are placed; faulty ones count as they stand there. */
export class Tally {
  readonly sum = new MicroSum()
  measured = 0
  estimated = 0
  missing = 0
  calculated = 0
  other = 0

  counts(): QualityCounts {
    const { measured, estimated, missing, calculated, other } = this
    return { measured, estimated, missing, calculated, other }
  }
}
