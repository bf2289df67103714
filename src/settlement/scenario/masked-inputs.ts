import type { EnergyRow } from '../energy-rows.ts'
import type { AmountRows } from '../wholesale/amount-rows.ts'
import type { CaseIdentifiers, IdentifierMask } from './identifier-mask.ts'
import type { PointPeriodInput, ScenarioInputs } from './inputs.ts'

/** Every identifier that stands in the inputs. */
export function identifiersIn({ points, charges, arguments: given }: ScenarioInputs): CaseIdentifiers {
  const present = (values: readonly (string | null)[]): string[] => values.filter((value) => value !== null)
  return {
    points: present(points.flatMap((point) => [point.meteringPointId, point.parentId])),
    actors: [
      ...present(points.flatMap((point) => [point.energySupplierId, point.balanceResponsibleId])),
      ...[...charges.links, ...charges.information, ...charges.prices].map((charge) => charge.chargeOwnerId),
    ],
    areas: [
      ...given.gridAreas,
      ...present(points.flatMap((point) => [point.gridArea, point.fromGridArea, point.toGridArea])),
    ],
    calculationId: given.calculationId,
  }
}

/** The inputs under other identifiers, in the order of the new ones: the old order would tell of the old ones. */
export function maskedInputs(inputs: ScenarioInputs, mask: IdentifierMask): ScenarioInputs {
  const { arguments: given, points, readings, lossPointIds, charges } = inputs
  const owned = <Charge extends { readonly chargeOwnerId: string }>(charge: Charge): Charge => ({
    ...charge,
    chargeOwnerId: mask.actor(charge.chargeOwnerId),
  })
  return {
    arguments: {
      ...given,
      calculationId: mask.calculationId,
      gridAreas: given.gridAreas.map(mask.area).toSorted(),
      createdBy: 'recorded',
    },
    points: inOrder(
      points.map((point) => maskedPoint(point, mask)),
      (point) => `${point.meteringPointId} ${point.fromMs}`,
    ),
    readings: inOrder(
      readings.map((reading) => ({ ...reading, meteringPointId: mask.point(reading.meteringPointId) })),
      (reading) => `${reading.meteringPointId} ${reading.observedMs}`,
    ),
    lossPointIds: lossPointIds.map(mask.point).toSorted(),
    charges: {
      links: inOrder(
        charges.links.map((link) => ({ ...owned(link), meteringPointId: mask.point(link.meteringPointId) })),
        (link) => `${link.meteringPointId} ${link.chargeOwnerId} ${link.chargeCode} ${link.fromMs}`,
      ),
      information: inOrder(
        charges.information.map(owned),
        (row) => `${row.chargeOwnerId} ${row.chargeCode} ${row.fromMs}`,
      ),
      prices: inOrder(charges.prices.map(owned), (row) => `${row.chargeOwnerId} ${row.chargeCode} ${row.timeMs}`),
    },
  }
}

/** Energy results under the same other identifiers. */
export function maskedEnergy(rows: readonly EnergyRow[], mask: IdentifierMask): EnergyRow[] {
  return rows.map((row) => ({
    ...row,
    gridArea: mask.area(row.gridArea),
    neighbourGridArea: orNull(row.neighbourGridArea, mask.area),
    energySupplierId: orNull(row.energySupplierId, mask.actor),
    balanceResponsibleId: orNull(row.balanceResponsibleId, mask.actor),
    meteringPointId: orNull(row.meteringPointId, mask.point),
  }))
}

/** Amounts under the same other identifiers. */
export function maskedAmounts({ amounts, monthly, totals }: AmountRows, mask: IdentifierMask): AmountRows {
  const masked = <Row extends { readonly gridArea: string; readonly energySupplierId: string | null }>(
    row: Row,
  ): Row => ({
    ...row,
    gridArea: mask.area(row.gridArea),
    energySupplierId: orNull(row.energySupplierId, mask.actor),
  })
  return {
    amounts: amounts.map((row) => ({ ...masked(row), chargeOwnerId: mask.actor(row.chargeOwnerId) })),
    monthly: monthly.map((row) => ({ ...masked(row), chargeOwnerId: mask.actor(row.chargeOwnerId) })),
    totals: totals.map((row) => ({ ...masked(row), chargeOwnerId: orNull(row.chargeOwnerId, mask.actor) })),
  }
}

function maskedPoint(point: PointPeriodInput, mask: IdentifierMask): PointPeriodInput {
  return {
    ...point,
    meteringPointId: mask.point(point.meteringPointId),
    gridArea: mask.area(point.gridArea),
    fromGridArea: orNull(point.fromGridArea, mask.area),
    toGridArea: orNull(point.toGridArea, mask.area),
    parentId: orNull(point.parentId, mask.point),
    energySupplierId: orNull(point.energySupplierId, mask.actor),
    balanceResponsibleId: orNull(point.balanceResponsibleId, mask.actor),
  }
}

function orNull(id: string | null, mask: (id: string) => string): string | null {
  return id === null ? null : mask(id)
}

function inOrder<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return rows
    .map((row) => ({ row, at: key(row) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ row }) => row)
}
