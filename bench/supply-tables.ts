import type { ExampleTable } from '../src/sandbox/index.ts'
import type { BenchMarket } from './country.ts'

/** A point that is billed, and the days from the month's first on which it is supplied: half open, open at the end where it goes on. */
export interface BilledPoint {
  readonly meteringPointId: string
  readonly gridArea: string
  readonly validFrom: string
  readonly validTo: string | undefined
}

/** Every metered point of consumption or production, by whichever supplier of the market: here all have one. */
export function* billedPoints(market: BenchMarket): Generator<BilledPoint, undefined> {
  const firstDay = `${market.settings.month}-01`
  let last: BilledPoint | undefined
  for (const { meteringPointId, validFrom, gridArea, type, lossRole, connectionState } of market.pointPeriods()) {
    if ((type !== 'consumption' && type !== 'production') || (lossRole ?? null) !== null) continue
    if (last?.meteringPointId !== meteringPointId) {
      if (last !== undefined) yield last
      last = { meteringPointId, gridArea, validFrom: validFrom < firstDay ? firstDay : validFrom, validTo: undefined }
    } else if (connectionState === 'closed_down') last = { ...last, validTo: validFrom }
  }
  if (last !== undefined) yield last
}

/** A customer, a contract, a supply period and six charges for each of them. */
export function supplyTables(market: BenchMarket): readonly ExampleTable[] {
  const points = [...billedPoints(market)]
  const keys = chargeKeys(market)
  return [
    {
      name: 'customers.csv',
      columns: ['customer_id', 'name', 'address_1', 'postal_code', 'city', 'country'],
      rows: points.map((_, n) => [`C${n}`, `Customer ${n}`, `Street ${n}`, '8000', 'Aarhus', 'DK']),
    },
    {
      name: 'contracts.csv',
      columns: [
        'contract_id',
        'customer_id',
        'product',
        'margin_dkk_per_kwh',
        'supplement_dkk_per_kwh',
        'subscription_dkk_per_month',
        'payment_terms_days',
      ],
      rows: points.map((_, n) => [contractOf(n), `C${n}`, 'spot', `0.0${(n % 7) + 2}5`, '0', '29', '14']),
    },
    {
      name: 'supply-periods.csv',
      columns: ['metering_point_id', 'contract_id', 'valid_from', 'valid_to'],
      rows: points.map(({ meteringPointId, validFrom, validTo }, n) => [
        meteringPointId,
        contractOf(n),
        validFrom,
        validTo,
      ]),
    },
    {
      name: 'charge-links.csv',
      columns: ['metering_point_id', 'owner_id', 'code', 'type', 'factor', 'valid_from', 'valid_to'],
      rows: points.flatMap(({ meteringPointId, gridArea, validFrom, validTo }) =>
        codesOf(gridArea).map((code) => [
          meteringPointId,
          ...(keys.get(code) ?? [undefined, code, undefined]),
          '1',
          validFrom,
          validTo,
        ]),
      ),
    },
  ]
}

function contractOf(n: number): string {
  return `A${String(n).padStart(7, '0')}`
}

/** Grid tariff by the hour of the day, its rebate, system and transmission tariff, tax, grid subscription (datahub 4.1). */
function codesOf(gridArea: string): readonly string[] {
  return [`NT-${gridArea}`, `NT-${gridArea}-R`, '41000', '40000', 'EA-001', `AB-${gridArea}`]
}

/** Owner, code and type of each charge of the example market, by code. */
function chargeKeys(market: BenchMarket): ReadonlyMap<string, readonly (string | undefined)[]> {
  const charges = market.chargeTables().find(({ name }) => name === 'charges.csv')
  const columns = ['owner_id', 'code', 'type'].map((name) => charges?.columns.indexOf(name) ?? -1)
  return new Map(
    Array.from(charges?.rows ?? [], (row) => [row[columns[1] ?? -1] ?? '', columns.map((column) => row[column])]),
  )
}
