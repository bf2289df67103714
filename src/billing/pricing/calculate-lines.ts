import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BillingPorts } from '../billing-ports.ts'
import { openPricingInput, type InputRequest } from './open-input.ts'
import { priceLines, type PricedFiles, type Pricing } from './price-lines.ts'

/** Prices every day that has no bill yet, with all that it went through; undefined when no day is open. */
export async function calculatePricing(request: InputRequest, ports: BillingPorts): Promise<Pricing | undefined> {
  await mkdir(request.directory, { recursive: true })
  const { input } = await openPricingInput(request, ports)
  if (input === undefined) return undefined
  const { withoutMissing } = request
  return await priceLines({ ...input, withoutMissing }, ports.engine, (name) =>
    join(request.directory, `${name}.parquet`),
  )
}

/**
 * Prices every day that has no bill yet, as known at a number. Invoices and accruals are made of the same lines, so an accrual of some days is
 * to the øre what the bill of these days will be.
 * @param request.directory the caller's own; made when it is not there
 * @returns the files; undefined when no day is open
 */
export async function calculateLines(request: InputRequest, ports: BillingPorts): Promise<PricedFiles | undefined> {
  return (await calculatePricing(request, ports))?.files
}
