import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { GridbookError } from '../../kernel/index.ts'
import type { CommandEnd } from './program.ts'

/** What `import` tells of the files of a directory: what became of their lines. */
export const ImportAnswer = Type.Object({
  files: Type.Array(
    Type.Object({ appended: Type.Integer(), unchanged: Type.Integer(), refused: Type.Integer(), file: Type.String() }),
  ),
})

/** What `metering-points submit` tells. */
export const SubmitAnswer = Type.Object({ accepted: Type.Integer(), rejected: Type.Integer() })

/** What `readings compact` tells. */
export const CompactAnswer = Type.Object({ compactions: Type.Array(Type.Object({ rows: Type.Integer() })) })

/** What `settlement run` tells, the first time and again: its version and its steps. */
export const SettlementAnswer = Type.Object({
  calculationId: Type.String(),
  version: Type.String(),
  steps: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer() })),
})

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

/** What `settlement amounts` tells; DKK as decimal text. */
export const AmountsAnswer = Type.Object({
  charges: Type.Array(Type.Object({ chargeCode: Type.String(), amount: Type.Union([Type.String(), Type.Null()]) })),
  totals: Type.Array(
    Type.Object({
      gridArea: Type.String(),
      energySupplierId: Type.String(),
      chargeOwnerId: Type.Union([Type.String(), Type.Null()]),
      amount: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})

/** What `reconciliation show` tells. */
export const ReconciliationAnswer = Type.Object({
  points: Type.Integer(),
  quarters: Type.Integer(),
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

/** What `invoice run` tells. */
export const InvoiceRunAnswer = Type.Object({ invoices: Type.Integer(), exceptions: Type.Integer() })

/** What `invoice list` tells; amounts in kroner as decimal text. */
export const InvoicesAnswer = Type.Object({
  totals: Type.Object({ count: Type.Integer(), net: Type.String(), vat: Type.String(), gross: Type.String() }),
})

/** What `invoice exceptions` tells: what keeps contracts from being billed. */
export const ExceptionsAnswer = Type.Object({
  exceptions: Type.Array(
    Type.Object({
      contractId: Type.String(),
      meteringPointId: Type.String(),
      code: Type.String(),
      firstAt: Type.String(),
      slots: Type.Integer(),
    }),
  ),
})

/** What `accrual show` tells. */
export const AccrualAnswer = Type.Object({
  net: Type.String(),
  accruedPeriods: Type.Integer(),
  exceptedPeriods: Type.Integer(),
})

/** What `ledger show` tells. */
export const LedgerAnswer = Type.Object({ debit: Type.String(), credit: Type.String() })

/** What `export finance` tells. */
export const ExportAnswer = Type.Object({
  datasets: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer() })),
})

/**
 * Reads what a command printed with `--json`.
 * @throws GridbookError DEMO_COMMAND_FAILED when it is not what the demo needs
 */
export function answerOf<Schema extends TSchema>(
  schema: Schema,
  command: string,
  { stdout, stderr }: CommandEnd,
): Static<Schema> {
  const value = parsed(stdout)
  if (Value.Check(schema, value)) return value
  const faults = Value.Errors(schema, value).map(({ instancePath, message }) => `${instancePath} ${message}`)
  throw new GridbookError(
    'DEMO_COMMAND_FAILED',
    `gridbook ${command} printed something else than the demo can read: ${[...faults].slice(0, 3).join('; ')}; it said: ${stderr.slice(-500)}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
