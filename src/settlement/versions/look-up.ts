import { inTransaction, type Pool } from '../../platform/index.ts'
import { latestDays, publications, type Publication, type PublicationFilter } from './publications.ts'
import { latestCorrections, successionOf, type VersionInterval } from './succession.ts'

/** Which of the latest versions are asked for. */
export interface LatestQuery extends Omit<PublicationFilter, 'internal'> {
  /** One row for each area and day: the last correction that there is (settlement 5.2). */
  readonly correction?: boolean
}

/** The latest version of each type, area and day; internal calculations are not shown (settlement 1.8). */
export async function lookUpLatest(pool: Pool, { correction, ...filter }: LatestQuery): Promise<Publication[]> {
  const latest = await inTransaction(pool, async (trx) => await latestDays(trx, { ...filter, internal: false }), {
    readOnly: true,
  })
  return correction === true ? latestCorrections(latest) : latest
}

/** When each version was the latest, internal ones among them (settlement 1.8). */
export async function lookUpHistory(
  pool: Pool,
  filter: Omit<PublicationFilter, 'internal'>,
): Promise<VersionInterval[]> {
  const published = await inTransaction(pool, async (trx) => await publications(trx, { ...filter, internal: true }), {
    readOnly: true,
  })
  return successionOf(published)
}
