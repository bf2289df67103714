import { formatDecimal, formatInstantToMinute } from '../../kernel/index.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { sinceOf } from '../master-data.ts'
import { exampleCharges } from './charges.ts'
import type { ExampleCharge } from './charges.ts'
import { linksOf } from './charge-links.ts'
import { contractOf } from './contracts.ts'
import type { ExampleContract } from './contracts.ts'
import type { ExampleTable } from './csv-table.ts'
import { PRICE_AREAS, spotPrice } from './spot-prices.ts'
import { suppliedPoints } from './supplied-points.ts'

/** What our supplier needs to know to bill: charges, prices, and who has which contract. */
export function businessTables(plan: MarketPlan): readonly ExampleTable[] {
  return [...chargeTables(plan), spotTable(plan), customerTable(plan), contractTable(plan), supplyTable(plan)]
}

/** What hub and supplier both need to know of charges: what they are, their prices, and who has which. */
export function chargeTables(plan: MarketPlan): readonly ExampleTable[] {
  return [chargeTable(plan), priceTable(plan), linkTable(plan)]
}

type Row = readonly (string | undefined)[]

function chargeTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'charges.csv',
    columns: [
      'owner_id',
      'code',
      'type',
      'valid_from',
      'name',
      'description',
      'resolution',
      'vat',
      'is_tax',
      'transparent',
    ],
    rows: exampleCharges(plan.settings.month).map((charge): Row => [
      ...keyOf(charge),
      sinceOf(plan),
      charge.name,
      charge.name,
      charge.resolution,
      'true',
      String(charge.isTax),
      // settlement 6.3, VR.904: no transparent invoicing on fees.
      String(charge.type !== 'fee'),
    ]),
  }
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

function priceTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'charge-prices.csv',
    columns: ['owner_id', 'code', 'type', 'valid_from', 'price', ...HOURS.map((hour) => `price${hour + 1}`)],
    rows: exampleCharges(plan.settings.month).flatMap((charge) =>
      charge.prices.map(({ fromDay, prices }): Row => {
        const texts = prices.map((price) => formatDecimal(price, 6, 6))
        return [
          ...keyOf(charge),
          fromDay === 0 ? sinceOf(plan) : dayOf(plan, fromDay).day.date,
          texts.length === 1 ? texts[0] : undefined,
          ...HOURS.map((hour) => (texts.length === 1 ? undefined : texts[hour])),
        ]
      }),
    ),
  }
}

function linkTable(plan: MarketPlan): ExampleTable {
  const charges = new Map(exampleCharges(plan.settings.month).map((charge) => [charge.code, charge]))
  return {
    name: 'charge-links.csv',
    columns: ['metering_point_id', 'owner_id', 'code', 'type', 'factor', 'valid_from', 'valid_to'],
    rows: suppliedPoints(plan).flatMap((point) =>
      linksOf(plan.settings.seed, point).map(({ code, factor, days }): Row => {
        const charge = charges.get(code)
        if (charge === undefined) throw new Error(`no charge ${code}`)
        return [point.meteringPointId, ...keyOf(charge), String(factor), ...boundsOf(plan, days)]
      }),
    ),
  }
}

function spotTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'spot-prices.csv',
    columns: ['price_area', 'start', 'resolution', 'price_dkk_per_mwh'],
    rows: PRICE_AREAS.flatMap((area) =>
      plan.days.flatMap((day) =>
        Array.from({ length: day.quarters }, (_, quarter): Row => {
          const price = spotPrice(plan.settings.seed, area, day, quarter)
          const start = formatInstantToMinute(day.day.startMs + quarter * 900_000)
          return [area, start, 'PT15M', formatDecimal(BigInt(price), 2, 2)]
        }),
      ),
    ),
  }
}

function customerTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'customers.csv',
    columns: ['customer_id', 'name', 'address_1', 'postal_code', 'city', 'country', 'email', 'cvr'],
    rows: contractsOf(plan).map(({ customer: c }): Row => [
      c.customerId,
      c.name,
      c.street,
      c.postalCode,
      c.city,
      'DK',
      c.email,
      c.cvr,
    ]),
  }
}

function contractTable(plan: MarketPlan): ExampleTable {
  return {
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
    rows: contractsOf(plan).map((contract): Row => [
      contract.contractId,
      contract.customer.customerId,
      'spot',
      formatDecimal(contract.marginDkkPerKwh, 6, 6),
      formatDecimal(contract.supplementDkkPerKwh, 6, 6),
      formatDecimal(contract.subscriptionDkkPerMonth, 6, 6),
      String(contract.paymentTermsDays),
    ]),
  }
}

function supplyTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'supply-periods.csv',
    columns: ['metering_point_id', 'contract_id', 'valid_from', 'valid_to'],
    rows: suppliedPoints(plan).map((point): Row => [
      point.meteringPointId,
      contractOf(plan.settings.seed, point).contractId,
      ...boundsOf(plan, point.days),
    ]),
  }
}

/** Each contract once, at its first point. */
function* contractsOf(plan: MarketPlan): Generator<ExampleContract> {
  const seen = new Set<string>()
  for (const point of suppliedPoints(plan)) {
    const contract = contractOf(plan.settings.seed, point)
    if (seen.has(contract.contractId)) continue
    seen.add(contract.contractId)
    yield contract
  }
}

function keyOf({ ownerId, code, type }: ExampleCharge): Row {
  return [ownerId, code, type]
}

/** First day and the day after the last one; what lasts beyond the month is open. */
function boundsOf(plan: MarketPlan, { from, to }: { readonly from: number; readonly to: number }): Row {
  return [dayOf(plan, from).day.date, to === plan.days.length ? undefined : dayOf(plan, to).day.date]
}
