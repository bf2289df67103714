import type { NewPointPeriod } from '../../metering-points/index.ts'
import { supplierGln } from '../identities.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import { actors, gridAreas, pointPeriods } from '../master-data.ts'
import type { ExampleTable } from './csv-table.ts'
import { OUR_SUPPLIER, suppliedPoints } from './supplied-points.ts'

/** What the hub knows of its market: areas, parties and points. */
export function hubTables(plan: MarketPlan): readonly ExampleTable[] {
  return [...hubMarketTables(plan), pointTable(pointPeriods(plan))]
}

/** The same without the points, which processes create. */
export function hubMarketTables(plan: MarketPlan): readonly ExampleTable[] {
  return [actorTable(), areaTable(plan)]
}

/** What our supplier knows of the same: the parties, the areas, and its own points while it supplies them. */
export function suppliedMarketTables(plan: MarketPlan): readonly ExampleTable[] {
  return [actorTable(), areaTable(plan), pointTable(suppliedPeriods(plan))]
}

/**
 * The statements about our supplier's points from the first day on which it has them, up to the one that ends it. Which
 * points take the loss of an area is the hub's business: for the supplier they are consumption like any other.
 */
export function* suppliedPeriods(plan: MarketPlan): Generator<NewPointPeriod> {
  const us = supplierGln(OUR_SUPPLIER)
  for (const { number, days } of suppliedPoints(plan)) {
    const begins = dayOf(plan, days.from).day.date
    const statements = [...pointPeriods(plan, { from: number, to: number + 1 })]
    const first = statements.findLastIndex(({ validFrom }) => validFrom <= begins)
    for (const [n, statement] of statements.slice(first).entries()) {
      const { lossRole: _, ...known } = statement
      yield n === 0 ? { ...known, validFrom: begins } : known
      if (statement.energySupplierId !== us) break
    }
  }
}

function actorTable(): ExampleTable {
  return {
    name: 'actors.csv',
    columns: ['actor_id', 'name', 'roles'],
    rows: actors().map(({ actorId, name, roles }) => [actorId, name, roles.join(' ')]),
  }
}

function areaTable(plan: MarketPlan): ExampleTable {
  return {
    name: 'grid-areas.csv',
    columns: [
      'code',
      'name',
      'valid_from',
      'price_area',
      'metered_data_responsible_id',
      'grid_access_provider_id',
      'neighbours',
    ],
    rows: gridAreas(plan).map((area) => [
      area.code,
      area.name,
      area.validFrom,
      area.priceArea ?? undefined,
      area.meteredDataResponsibleId ?? undefined,
      area.gridAccessProviderId ?? undefined,
      area.neighbours?.join(' '),
    ]),
  }
}

const POINT_FIELDS = {
  metering_point_id: 'meteringPointId',
  valid_from: 'validFrom',
  type: 'type',
  settlement_method: 'settlementMethod',
  resolution: 'resolution',
  grid_area: 'gridArea',
  from_grid_area: 'fromGridArea',
  to_grid_area: 'toGridArea',
  energy_supplier_id: 'energySupplierId',
  balance_responsible_id: 'balanceResponsibleId',
  connection_state: 'connectionState',
  loss_role: 'lossRole',
  product: 'product',
} as const satisfies Record<string, keyof NewPointPeriod>

function pointTable(periods: Iterable<NewPointPeriod>): ExampleTable {
  return {
    name: 'metering-points.csv',
    columns: Object.keys(POINT_FIELDS),
    rows: Iterator.from(periods).map((period) =>
      Object.values(POINT_FIELDS).map((field) => (period[field] === null ? undefined : period[field])),
    ),
  }
}
