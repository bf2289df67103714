import type { AmountRows } from '../../src/settlement/index.ts'
import type { OracleAmount } from './amounts.ts'
import { decimal, instantText } from './result-files.ts'
import type { OracleMonthly, OracleTotal } from './totals.ts'

// Every row as one line of text, the same for the oracle and for the engine when they agree in every value.

/** The lines of the oracle's rows, sorted. */
export function oracleLines(
  slots: readonly OracleAmount[],
  months: readonly OracleMonthly[],
  totals: readonly OracleTotal[],
  periodStartMs: number,
): string[] {
  const time = instantText(periodStartMs)
  return [
    ...slots.map((row) =>
      line('slot', [
        ...chargeOf(row),
        row.meteringPointType,
        row.settlementMethod,
        unitOf(row),
        instantText(row.timeMs),
        decimal(row.milliQuantity, 3),
        orNull(row.microPrice),
        orNull(row.microAmount),
        row.qualities,
      ]),
    ),
    ...months.map((row) => line('month', [...chargeOf(row), unitOf(row), time, orNull(row.microAmount)])),
    ...totals.map((row) =>
      line('total', [row.gridArea, row.energySupplierId, row.chargeOwnerId, time, orNull(row.microAmount)]),
    ),
  ].toSorted()
}

/** The lines of the engine's rows, sorted. */
export function engineLines({ amounts, monthly, totals }: AmountRows): string[] {
  return [
    ...amounts.map((row) =>
      line('slot', [
        ...chargeOf(row),
        row.meteringPointType,
        row.settlementMethod,
        row.quantityUnit,
        row.time,
        row.quantity,
        row.price,
        row.amount,
        row.qualities === null ? null : row.qualities.toSorted(),
      ]),
    ),
    ...monthly.map((row) => line('month', [...chargeOf(row), row.quantityUnit, row.time, row.amount])),
    ...totals.map((row) =>
      line('total', [row.gridArea, row.energySupplierId, row.chargeOwnerId, row.time, row.amount]),
    ),
  ].toSorted()
}

type ChargeColumns = Omit<OracleMonthly, 'microAmount'>

function chargeOf(row: ChargeColumns): unknown[] {
  return [
    row.gridArea,
    row.energySupplierId,
    row.chargeCode,
    row.chargeType,
    row.chargeOwnerId,
    row.isTax,
    row.resolution,
  ]
}

function unitOf({ chargeType }: ChargeColumns): string {
  return chargeType === 'tariff' ? 'kWh' : 'pcs'
}

function orNull(micro: bigint | null): string | null {
  return micro === null ? null : decimal(micro, 6)
}

function line(kind: string, values: readonly unknown[]): string {
  return `${kind} ${JSON.stringify(values)}`
}
