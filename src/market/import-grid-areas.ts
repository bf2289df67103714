import type { CsvLine, ImportReport, Pool } from '../platform/index.ts'
import type { GridAreaStatement } from './grid-area.ts'
import { importStatements, isTombstone, wordsOf } from './import-statements.ts'
import type { MarketProfile } from './profile.ts'
import { gridAreaKind } from './state-grid-area.ts'

const COLUMNS = {
  required: ['code', 'name', 'valid_from'],
  optional: ['price_area', 'metered_data_responsible_id', 'grid_access_provider_id', 'neighbours', 'tombstone'],
}

/**
 * Imports grid areas from a CSV file: code, name, valid_from and, where they apply, price_area, metered_data_responsible_id,
 * grid_access_provider_id and neighbours (codes separated by blanks); a line with `tombstone` true takes back what was stated
 * from its day on. Good lines are stored in one transaction, bad ones reported; doing it again stores nothing.
 */
export async function importGridAreas(
  path: string,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<ImportReport> {
  return await importStatements(path, pool, { columns: COLUMNS, fromLine: fromCsvLine }, gridAreaKind(profile))
}

function fromCsvLine(line: CsvLine): GridAreaStatement {
  const { fields } = line
  const key = { code: fields.get('code') ?? '', validFrom: fields.get('valid_from') ?? '' }
  if (isTombstone(line)) return { ...key, tombstone: true }
  const neighbours = wordsOf(fields.get('neighbours'))
  return {
    ...key,
    name: fields.get('name') ?? '',
    priceArea: fields.get('price_area') ?? null,
    meteredDataResponsibleId: fields.get('metered_data_responsible_id') ?? null,
    gridAccessProviderId: fields.get('grid_access_provider_id') ?? null,
    neighbours: neighbours.length === 0 ? null : neighbours,
  }
}
