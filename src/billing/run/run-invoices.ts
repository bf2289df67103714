import { findMarketDay, GridbookError, nextDay } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import type { RecordedStep, RunDefinition, Runs } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { insertRun, issuedRun, type IssuedRun } from './run-store.ts'

/** A billing run that is asked for. */
export interface InvoiceRequest {
  /** UUID; the same id again joins the run */
  readonly runId: string
  /** the last day that is billed, YYYY-MM-DD */
  readonly to: string
  /** YYYY-MM-DD */
  readonly issueDate: string
  /** only these contracts; left out: all */
  readonly contracts?: readonly string[] | undefined
  /** GLN of who issues the invoices */
  readonly sellerId: string
  readonly profile: MarketProfile
  readonly createdBy: string
}

/** A billing run that was carried out. */
export interface FinishedInvoiceRun {
  readonly issued: IssuedRun
  readonly steps: readonly RecordedStep[]
}

/**
 * Bills all open days up to and with a day, one invoice a contract, and waits for the end.
 * @throws GridbookError BILLING_ARGUMENT with every fault of the request; IDENTITY_BROKEN; BILLED_MEANWHILE
 */
export async function runInvoices(
  request: InvoiceRequest,
  {
    ports,
    runs,
    definition,
    codeVersion,
  }: {
    readonly ports: BillingPorts
    readonly runs: Runs
    readonly definition: RunDefinition
    readonly codeVersion: string
  },
): Promise<FinishedInvoiceRun> {
  const { profile, to, ...rest } = request
  const last = findMarketDay(to, profile.zone)
  const faults = [
    ...(last === undefined ? [`'${to}' is not a day`] : []),
    ...(findMarketDay(request.issueDate, profile.zone) === undefined
      ? [`issue date '${request.issueDate}' is not a day`]
      : []),
    ...(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(request.runId) ? [] : [`'${request.runId}' is not a UUID`]),
    ...(request.contracts?.length === 0 ? ['no contract is named'] : []),
  ]
  if (last === undefined || faults.length > 0) throw new GridbookError('BILLING_ARGUMENT', faults.join('; '))
  await insertRun(
    ports.pool,
    { ...rest, toDay: nextDay(last).date, currency: profile.currency, vatRate: profile.vatRate },
    { codeVersion, startedAtMs: ports.clock.nowMs() },
  )
  const steps = await runs.execute(definition, request.runId)
  return { issued: await issuedRun(ports.pool, request.runId), steps }
}
