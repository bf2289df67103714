import { apiCodes } from './error-codes-api.ts'
import { billingCodes } from './error-codes-billing.ts'
import { chargeCodes } from './error-codes-charges.ts'
import { supplyCodes } from './error-codes-supply.ts'
import { eventCodes } from './error-codes-events.ts'
import { inboxCodes } from './error-codes-inbox.ts'
import { inputCodes } from './error-codes-inputs.ts'
import { financeCodes } from './error-codes-finance.ts'
import { intakeCodes } from './error-codes-intake.ts'
import { marketCodes } from './error-codes-market.ts'
import { messageCodes } from './error-codes-message.ts'
import { ownCodes } from './error-codes-own.ts'
import { operationCodes } from './error-codes-operation.ts'
import { pointCodes } from './error-codes-points.ts'
import { processCodes } from './error-codes-processes.ts'
import { readingCodes } from './error-codes-readings.ts'
import { sandboxCodes } from './error-codes-sandbox.ts'
import { serviceCodes } from './error-codes-services.ts'
import type { EntryText } from './error-entry.ts'

const texts = {
  ...billingCodes,
  ...sandboxCodes,
  ...chargeCodes,
  ...supplyCodes,
  ...intakeCodes,
  ...inboxCodes,
  ...inputCodes,
  ...readingCodes,
  ...marketCodes,
  ...messageCodes,
  ...pointCodes,
  ...processCodes,
  ...serviceCodes,
  ...eventCodes,
  ...operationCodes,
  ...ownCodes,
  ...apiCodes,
  ...financeCodes,
}

/** Every code the program can answer with. */
export type ErrorCode = keyof typeof texts

/** One code of the catalogue: who can mend it, what it means, what to do next. */
export type CatalogueEntry = EntryText & { readonly code: ErrorCode }

/** The error catalogue: each code once; whatever is refused or fails carries one of them. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = withCodes(texts)

/** Whether a text is a code of the catalogue, for example one read back from a table. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(catalogue, text)
}

function withCodes<Code extends string>(
  entries: Readonly<Record<Code, EntryText>>,
): Record<Code, EntryText & { readonly code: Code }> {
  const codes = Object.keys(entries) as Code[]
  return Object.fromEntries(codes.map((code) => [code, { code, ...entries[code] }])) as Record<
    Code,
    EntryText & { readonly code: Code }
  >
}
