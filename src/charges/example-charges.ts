import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { glnWithCheckDigit, gsrnWithCheckDigit } from '../kernel/index.ts'
import { appendGridAreas, dk } from '../market/index.ts'
import { appendPeriods } from '../metering-points/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ImportReport, Pool } from '../platform/index.ts'
import { importChargeLinks } from './import-charge-links.ts'
import { importChargePrices } from './import-charge-prices.ts'
import { importCharges } from './import-charges.ts'
import type { ChargeImportPorts } from './import-charges.ts'
import { importSpotPrices } from './import-spot-prices.ts'

// A small market for tests of this room; each test changes what it is about.

/** A grid company, and the system operator. */
export const GRID = glnWithCheckDigit(4_000_000_001)
export const SYSTEM = '5790000432752'
/** The n-th example point. */
export const pointId = (n: number): string => gsrnWithCheckDigit(n)

/** Areas 801 (DK1) and 802 (DK2), points 1 to `points` in 801, 900,000 an exchange point. */
export async function withPoints(pool: Pool, points: number): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    const areas = [
      ['801', 'DK1'],
      ['802', 'DK2'],
    ] as const
    await appendGridAreas(
      trx,
      areas.map(([code, priceArea]) => ({
        code,
        validFrom: '2020-01-01',
        name: code,
        priceArea,
        meteredDataResponsibleId: null,
      })),
      seq,
    )
    const rows = Array.from({ length: points }, (_, n): NewPointPeriod => point(n + 1, {}))
    rows.push(point(900_000, { type: 'exchange', settlementMethod: null, fromGridArea: '802', toGridArea: '801' }))
    await appendPeriods(trx, rows, seq)
  })
}

function point(n: number, other: Partial<NewPointPeriod>): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom: '2020-01-01',
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '801',
    ...other,
  }
}

/** Imports lines of CSV, the first being the header. */
export type Loader = (...lines: string[]) => Promise<ImportReport>

/** The four imports of the room, from lines instead of files. */
export async function loaders(
  pool: Pool,
): Promise<Record<'charges' | 'prices' | 'links' | 'spot', Loader> & { readonly close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'charges-'))
  let files = 0
  const loader =
    (load: (path: string, ports: ChargeImportPorts) => Promise<ImportReport>): Loader =>
    async (...lines) => {
      const path = join(directory, `${(files += 1)}.csv`)
      await writeFile(path, lines.join('\n'))
      return await load(path, { pool, profile: dk })
    }
  return {
    charges: loader(importCharges),
    prices: loader(importChargePrices),
    links: loader(importChargeLinks),
    spot: loader(importSpotPrices),
    close: async () => await rm(directory, { recursive: true }),
  }
}

/** Headers of the files. */
export const CHARGES =
  'owner_id;code;type;valid_from;valid_to;name;description;resolution;vat;is_tax;transparent;tombstone'
export const PRICES = 'owner_id;code;type;valid_from;valid_to;price;tombstone'
export const HOURS = `owner_id;code;type;valid_from;${Array.from({ length: 24 }, (_, n) => `price${n + 1}`).join(';')}`
export const SERIES = 'owner_id;code;type;start;resolution;prices'
export const LINKS = 'metering_point_id;owner_id;code;type;factor;valid_from;valid_to;tombstone'
export const SPOT = 'price_area;start;resolution;price_dkk_per_mwh'

/** A line about a tariff of the grid company from 2026 on. */
export const tariff = (code: string, resolution = 'PT1H', validTo = ''): string =>
  `${GRID};${code};tariff;2026-01-01;${validTo};Tariff ${code};;${resolution};true;false;true;`
/** The table of 24 prices 0.01, 0.02 ... by the hour of the clock. */
export const byTheHour = (code: string, day = '2026-01-01'): string =>
  `${GRID};${code};tariff;${day};${Array.from({ length: 24 }, (_, n) => `0.${String(n + 1).padStart(2, '0')}`).join(';')}`
/** One price from a day on. */
export const flat = (code: string, price: string, day = '2026-01-01', validTo = '', type = 'tariff'): string =>
  `${GRID};${code};${type};${day};${validTo};${price};`
/** A link of the n-th point to a charge of the grid company. */
export const link = (
  n: number,
  code: string,
  day = '2026-01-01',
  validTo = '',
  type = 'tariff',
  factor = '1',
): string => `${pointId(n)};${GRID};${code};${type};${factor};${day};${validTo};`

/** What findings say, in short. */
export const faultsOf = ({ findings }: ImportReport): unknown[] =>
  findings.map(({ line, code, field }) => [line, code, field])
