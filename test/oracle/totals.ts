import type { OracleAmount } from './amounts.ts'

// Settlement 2.4 and 2.5. A sum leaves out what is null; a sum of nothing but null is null.

/** What one supplier owes for one charge in the period. */
export type OracleMonthly = Pick<
  OracleAmount,
  | 'gridArea'
  | 'energySupplierId'
  | 'chargeCode'
  | 'chargeType'
  | 'chargeOwnerId'
  | 'isTax'
  | 'resolution'
  | 'microAmount'
>

/** What one supplier owes in the period: in all (no owner), or to one owner of charges. */
export type OracleTotal = Pick<OracleAmount, 'gridArea' | 'energySupplierId' | 'microAmount'> & {
  readonly chargeOwnerId: string | null
}

export function monthlyAmounts(rows: readonly OracleAmount[]): OracleMonthly[] {
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify([
      row.gridArea,
      row.energySupplierId,
      row.chargeCode,
      row.chargeType,
      row.chargeOwnerId,
      row.isTax,
      row.resolution,
    ]),
  )
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((row) => ({ ...row, microAmount: sum(group) })))
}

export function totalAmounts(months: readonly OracleMonthly[]): OracleTotal[] {
  const totals: OracleTotal[] = []
  const bySupplier = Map.groupBy(months, (row) => JSON.stringify([row.gridArea, row.energySupplierId]))
  for (const rows of bySupplier.values()) {
    const [first] = rows
    if (first === undefined) continue
    const { gridArea, energySupplierId } = first
    totals.push({ gridArea, energySupplierId, chargeOwnerId: null, microAmount: sum(rows) })

    const taxes = rows.filter((row) => row.isTax)
    const owners = new Set(rows.filter((row) => !row.isTax).map((row) => row.chargeOwnerId))
    for (const owner of owners) {
      const own = rows.filter((row) => !row.isTax && row.chargeOwnerId === owner)
      const ownsTheTax = taxes.some((row) => row.chargeOwnerId === owner)
      const microAmount = sum(ownsTheTax ? own : [...own, ...taxes])
      totals.push({ gridArea, energySupplierId, chargeOwnerId: owner, microAmount })
    }
  }
  return totals
}

function sum(rows: readonly { readonly microAmount: bigint | null }[]): bigint | null {
  let total: bigint | null = null
  for (const { microAmount } of rows) if (microAmount !== null) total = (total ?? 0n) + microAmount
  return total
}
