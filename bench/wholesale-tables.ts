import type { ExampleTable } from '../src/sandbox/index.ts'
import type { BenchMarket } from './country.ts'
import { billedPoints } from './supply-tables.ts'

/**
 * Four charges more for each point, beside the six that bills have, so that there are ten: a tariff by the hour and one by
 * the day, a subscription, and a fee on one day.
 */
export function furtherCharges(market: BenchMarket): readonly ExampleTable[] {
  const owners = new Map(
    market.gridAreas().map(({ code, meteredDataResponsibleId }) => [code, meteredDataResponsibleId ?? '']),
  )
  const from = `${market.settings.month}-01`
  const keys = (area: string): (readonly [owner: string, code: string, type: string])[] =>
    KINDS.map(({ code, type }) => [owners.get(area) ?? '', `${code}-${area}`, type])
  const areas = [...owners.keys()]
  return [
    {
      name: 'charges.csv',
      columns: ['owner_id', 'code', 'type', 'valid_from', 'name', 'resolution', 'vat'],
      rows: areas.flatMap((area) =>
        KINDS.map(({ code, type, resolution }) => [
          owners.get(area),
          `${code}-${area}`,
          type,
          from,
          `${code} ${area}`,
          resolution,
          'true',
        ]),
      ),
    },
    {
      name: 'charge-prices.csv',
      columns: ['owner_id', 'code', 'type', 'valid_from', 'price'],
      rows: areas.flatMap((area) =>
        KINDS.map(({ code, type, price }) => [owners.get(area), `${code}-${area}`, type, from, price]),
      ),
    },
    {
      name: 'charge-links.csv',
      columns: ['metering_point_id', 'owner_id', 'code', 'type', 'factor', 'valid_from', 'valid_to'],
      rows: [...billedPoints(market)].flatMap(({ meteringPointId, gridArea, validFrom, validTo }) =>
        keys(gridArea).map(([owner, code, type]) => [meteringPointId, owner, code, type, '1', validFrom, validTo]),
      ),
    },
  ]
}

const KINDS = [
  { code: 'HT', type: 'tariff', resolution: 'PT1H', price: '0.021' },
  { code: 'DT', type: 'tariff', resolution: 'P1D', price: '0.013' },
  { code: 'SU', type: 'subscription', resolution: 'P1M', price: '12' },
  { code: 'FE', type: 'fee', resolution: 'P1M', price: '3' },
] as const
