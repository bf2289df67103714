import { join } from 'node:path'
import type { MarketZone } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import { openPeriodSql, type OpenDays } from '../models/open-period.ts'
import { priceLines, type PricedFiles } from './price-lines.ts'
import type { PricingRelations } from './relations.ts'
import { pricingWindow } from './window.ts'

/**
 * Prices relations that are there already, wherever they came from.
 * @param o.directory where the files go; it exists
 * @returns undefined when no day is open
 */
export async function priceRelations(
  relations: PricingRelations,
  o: OpenDays & { readonly directory: string; readonly zone: MarketZone },
  engine: Engine,
): Promise<PricedFiles | undefined> {
  const path = (name: string): string => join(o.directory, `${name}.parquet`)
  const openPeriod = await engine.copyTo(openPeriodSql(relations, o), path('open_period'))
  const window = await pricingWindow(openPeriod, engine, o.zone)
  if (window === undefined) return undefined
  return (await priceLines({ relations, openPeriod, ...window, zone: o.zone }, engine, path)).files
}
