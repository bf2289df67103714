import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importChargeLinks, importChargePrices, importCharges, importSpotPrices } from '../../charges/index.ts'
import { formatInstantToMinute, glnWithCheckDigit, gsrnWithCheckDigit, slotCount } from '../../kernel/index.ts'
import { appendGridAreas, dk } from '../../market/index.ts'
import { appendPeriods, type NewPointPeriod } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq, type ImportReport, type Pool } from '../../platform/index.ts'
import { importContracts, importCustomers, importSupplyPeriods } from '../../supply/index.ts'
import { marketDays } from '../models/calendar.ts'

/** The grid company, and Energinet. */
const GRID = glnWithCheckDigit(27)
const ENERGINET = '5790000432752'
const OPEN_FROM = '2025-12-01'

/** The golden day (datahub 4.4): 6, 10, 4 and 4 hours of a level each. */
const LEVELS = [
  ...Array<number>(6).fill(0),
  ...Array<number>(10).fill(1),
  ...Array<number>(4).fill(2),
  ...Array<number>(4).fill(3),
]
/** Energy of each hour of the golden day in micro-kWh. */
export const GOLDEN_HOURS: readonly bigint[] = LEVELS.map(
  (level) => [300_000n, 500_000n, 1_200_000n, 400_000n][level] ?? 0n,
)
const SPOT_OF_LEVEL = ['450', '850', '1250', '550']
const GRID_OF_LEVEL = ['0.06', '0.18', '0.54', '0.06']

/** The metering point of the n-th customer. */
export const pointOf = (n: number): string => gsrnWithCheckDigit(n)

/** Imports some lines of CSV under a header; answers what the import found. */
export type Importer = (file: string, header: string, lines: readonly string[]) => Promise<ImportReport>

/**
 * The supplier of the golden invoices: customers 1 to n with a contract and a point each, priced as in datahub 4.4, from December 2025 on. Spot
 * prices end with January 2026.
 */
export async function supplierMarket(
  pool: Pool,
  directory: string,
  o: { readonly customers: number; readonly points: readonly NewPointPeriod[]; readonly spotTo?: string },
): Promise<Importer> {
  await mkdir(directory, { recursive: true })
  await inTransaction(pool, async (trx) => {
    const area = { code: '801', name: '801', validFrom: '2020-01-01', priceArea: 'DK1', meteredDataResponsibleId: GRID }
    const seq = await nextRecordedSeq(trx)
    await appendGridAreas(trx, [area], seq)
    await appendPeriods(trx, o.points, seq)
  })
  const add = importer(pool, directory)
  const numbers = Array.from({ length: o.customers }, (_, n) => n + 1)
  await add(
    'customers',
    CUSTOMER,
    numbers.map((n) => `C${n};Customer ${n};Example Street ${n};;8000;Aarhus;DK;;`),
  )
  await add(
    'contracts',
    CONTRACT,
    numbers.map((n) => `K${n};C${n};spot;0.04;0;39;30`),
  )
  await add(
    'supply_periods',
    SUPPLY,
    numbers.map((n) => `${pointOf(n)};K${n};2026-01-01;`),
  )
  await add(
    'charges',
    CHARGE,
    CHARGES.map(
      ([owner, code, type, resolution, tax]) =>
        `${owner};${code};${type};${OPEN_FROM};;${code};${code};${resolution};true;${tax};true`,
    ),
  )
  await add(
    'charge_prices',
    `owner_id;code;type;valid_from;valid_to;price;${LEVELS.map((_, k) => `price${k + 1}`).join(';')}`,
    [
      ...CHARGES.filter(([, , , , , price]) => price !== '').map(
        ([owner, code, type, , , price]) =>
          `${owner};${code};${type};${OPEN_FROM};;${price};${LEVELS.map(() => '').join(';')}`,
      ),
      `${GRID};CD;tariff;${OPEN_FROM};;;${LEVELS.map((level) => GRID_OF_LEVEL[level]).join(';')}`,
    ],
  )
  await add(
    'charge_links',
    LINK,
    numbers.flatMap((n) =>
      CHARGES.map(([owner, code, type]) => `${pointOf(n)};${owner};${code};${type};1;2026-01-01;`),
    ),
  )
  await add('spot_prices', SPOT, goldenSpot('2026-01-01', o.spotTo ?? '2026-02-01'))
  return add
}

/** Headers of the files. */
const CUSTOMER = 'customer_id;name;address_1;address_2;postal_code;city;country;email;cvr'
const CONTRACT =
  'contract_id;customer_id;product;margin_dkk_per_kwh;supplement_dkk_per_kwh;subscription_dkk_per_month;payment_terms_days'
const SUPPLY = 'metering_point_id;contract_id;valid_from;valid_to'
const CHARGE = 'owner_id;code;type;valid_from;valid_to;name;description;resolution;vat;is_tax;transparent'
const LINK = 'metering_point_id;owner_id;code;type;factor;valid_from;valid_to'
export const SPOT = 'price_area;start;resolution;price_dkk_per_mwh'

const CHARGES = [
  [GRID, 'CD', 'tariff', 'PT1H', false, ''],
  [ENERGINET, '41000', 'tariff', 'PT1H', false, '0.054'],
  [ENERGINET, '40000', 'tariff', 'PT1H', false, '0.049'],
  [ENERGINET, 'EA-001', 'tariff', 'PT1H', true, '0.008'],
  [GRID, 'SUB', 'subscription', 'P1M', false, '49'],
] as const

/** Spot prices of golden days, hour by hour. */
export function goldenSpot(from: string, to: string): string[] {
  return marketDays(from, to, dk.zone).flatMap((day) =>
    Array.from({ length: slotCount(day, 'PT1H') }, (_, hour) => {
      const start = formatInstantToMinute(day.startMs + hour * 3_600_000)
      return `DK1;${start};PT1H;${SPOT_OF_LEVEL[LEVELS[hour] ?? 0]}`
    }),
  )
}

function importer(pool: Pool, directory: string): Importer {
  const ports = { pool, profile: dk }
  let files = 0
  return async (file, header, lines) => {
    const path = join(directory, `${file}-${(files += 1)}.csv`)
    await writeFile(path, `${[header, ...lines].join('\n')}\n`)
    const report = await importOf(file)(path, ports)
    const [refused] = report.findings.filter(({ severity }) => severity === 'error')
    if (refused !== undefined) throw new Error(`${file} line ${refused.line}: ${refused.message}`)
    return report
  }
}

function importOf(file: string): (path: string, ports: { pool: Pool; profile: typeof dk }) => Promise<ImportReport> {
  const imports = {
    customers: importCustomers,
    contracts: importContracts,
    supply_periods: importSupplyPeriods,
    charges: importCharges,
    charge_prices: importChargePrices,
    charge_links: importChargeLinks,
    spot_prices: importSpotPrices,
  }
  const found = Object.entries(imports).find(([name]) => name === file)
  if (found === undefined) throw new Error(`there is no import of ${file}`)
  return found[1]
}
