import { finding, findMarketDay, parseActorId, parseGridArea } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { appendGridAreas, gridAreasAsKnown, lockMarket } from '../market/index.ts'
import type { GridAreaPeriod, MarketProfile, NewGridArea } from '../market/index.ts'
import { inTransaction, nextRecordedSeq, readCsvTable } from '../platform/index.ts'
import type { CsvLine, ImportReport, Pool } from '../platform/index.ts'

const REQUIRED = ['code', 'name', 'valid_from']
const OPTIONAL = ['price_area', 'metered_data_responsible_id']

/**
 * Imports grid areas from a CSV file: code, name, valid_from and, where they apply, price_area and
 * metered_data_responsible_id. Good lines are stored in one transaction, bad ones reported; doing it again stores nothing.
 */
export async function importGridAreas(
  path: string,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<ImportReport> {
  const table = await readCsvTable(path, { required: REQUIRED, optional: OPTIONAL })
  const findings: Finding[] = [...table.findings]
  const areas = new Map<string, NewGridArea>()
  for (const line of table.lines) {
    const area = fromCsvLine(line)
    const key = `${area.code} ${area.validFrom}`
    const faults = areaFaults(area, line, profile)
    if (areas.has(key)) {
      faults.push(
        finding('PERIOD_DOUBLED', `grid area ${area.code} is stated twice from ${area.validFrom} on`, {
          line: line.line,
          field: 'code',
        }),
      )
    }
    if (faults.length === 0) areas.set(key, area)
    findings.push(...faults)
  }
  const refused = new Set(findings.map(({ line }) => line)).size
  findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const stored = await storeAreas(pool, [...areas.values()])
  return { lines: areas.size + refused, ...stored, refused, findings }
}

/** Records what is not known yet, in one transaction. */
async function storeAreas(
  pool: Pool,
  areas: readonly NewGridArea[],
): Promise<Pick<ImportReport, 'appended' | 'unchanged' | 'recordedSeq'>> {
  return await inTransaction(pool, async (trx) => {
    await lockMarket(trx)
    const known = await gridAreasAsKnown(trx)
    const fresh = areas.filter((area) => !known.some((other) => sameArea(area, other)))
    const unchanged = areas.length - fresh.length
    if (fresh.length === 0) return { appended: 0, unchanged, recordedSeq: undefined }
    const recordedSeq = await nextRecordedSeq(trx)
    await appendGridAreas(trx, fresh, recordedSeq)
    return { appended: fresh.length, unchanged, recordedSeq }
  })
}

function sameArea(a: NewGridArea, b: GridAreaPeriod): boolean {
  return (
    a.code === b.code &&
    a.validFrom === b.validFrom &&
    a.name === b.name &&
    a.priceArea === b.priceArea &&
    a.meteredDataResponsibleId === b.meteredDataResponsibleId
  )
}

function fromCsvLine({ fields }: CsvLine): NewGridArea {
  return {
    code: fields.get('code') ?? '',
    validFrom: fields.get('valid_from') ?? '',
    name: fields.get('name') ?? '',
    priceArea: fields.get('price_area') ?? null,
    meteredDataResponsibleId: fields.get('metered_data_responsible_id') ?? null,
  }
}

function areaFaults(area: NewGridArea, { line, fields }: CsvLine, profile: MarketProfile): Finding[] {
  const missing = REQUIRED.filter((field) => !fields.has(field))
  if (missing.length > 0) return missing.map((field) => finding('FIELD_MISSING', `${field} is empty`, { line, field }))
  const faults: Finding[] = []
  const code = parseGridArea(area.code, { line, field: 'code' })
  if (!code.ok) faults.push(code.error)
  if (findMarketDay(area.validFrom, profile.zone) === undefined) {
    faults.push(
      finding('FIELD_INVALID', `'${area.validFrom}' is not a market day YYYY-MM-DD`, { line, field: 'valid_from' }),
    )
  }
  if (area.meteredDataResponsibleId !== null) {
    const responsible = parseActorId(area.meteredDataResponsibleId, { line, field: 'metered_data_responsible_id' })
    if (!responsible.ok) faults.push(responsible.error)
  }
  return faults
}
