import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { GridbookError } from '../../kernel/index.ts'
import type { CommandEnd } from './program.ts'

/** What `settlement run` tells of a calculation. */
export const CalculationAnswer = Type.Object({ calculationId: Type.String(), version: Type.String() })

/** What `settlement balance` tells; energy in kWh as decimal text. */
export const BalanceAnswer = Type.Object({
  energyBalance: Type.Array(
    Type.Object({
      gridArea: Type.String(),
      consumption: Type.String(),
      production: Type.String(),
      netExchange: Type.String(),
      gridLoss: Type.String(),
      settledConsumption: Type.String(),
      settledProduction: Type.String(),
      identity: Type.String(),
    }),
  ),
})

/** What `reconciliation show` tells. */
export const ReconciliationAnswer = Type.Object({
  points: Type.Integer(),
  energyDeviation: Type.String(),
  deviations: Type.Array(
    Type.Object({
      gridArea: Type.String(),
      quarterStart: Type.String(),
      ownKwh: Type.Union([Type.String(), Type.Null()]),
      hubKwh: Type.Union([Type.String(), Type.Null()]),
      deviationKwh: Type.String(),
      pointsWithoutReading: Type.Array(Type.String()),
    }),
  ),
})

/** What `invoice list` tells; amounts in kroner as decimal text. */
export const InvoicesAnswer = Type.Object({
  totals: Type.Object({ count: Type.Integer(), net: Type.String(), vat: Type.String(), gross: Type.String() }),
})

/** What `accrual show` tells. */
export const AccrualAnswer = Type.Object({ net: Type.String() })

/** What `ledger show` tells. */
export const LedgerAnswer = Type.Object({ debit: Type.String(), credit: Type.String() })

/**
 * Reads what a command printed with `--json`.
 * @throws GridbookError DEMO_COMMAND_FAILED when it is not what the demo needs
 */
export function answerOf<Schema extends TSchema>(
  schema: Schema,
  command: string,
  { stdout }: CommandEnd,
): Static<Schema> {
  const value = parsed(stdout)
  if (Value.Check(schema, value)) return value
  const faults = Value.Errors(schema, value).map(({ instancePath, message }) => `${instancePath} ${message}`)
  throw new GridbookError(
    'DEMO_COMMAND_FAILED',
    `gridbook ${command} printed something else than the demo can read: ${[...faults].slice(0, 3).join('; ')}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
