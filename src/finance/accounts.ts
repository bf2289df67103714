/** The chart of accounts. `finance.account` holds the same codes; a test compares them. */
export const ACCOUNTS = {
  receivables: '1100',
  unbilledRevenue: '1200',
  outputVat: '2000',
  electricityTax: '2100',
  energyRevenue: '3000',
  subscriptionRevenue: '3010',
  tariffsPassedThrough: '3100',
  fees: '3110',
} as const

/** Code of an account of the chart. */
export type AccountCode = (typeof ACCOUNTS)[keyof typeof ACCOUNTS]

/** Accounts that take the net amount of what is sold; the electricity tax is a debt to the state, not revenue. */
export type NetAccount = Exclude<AccountCode, '1100' | '1200' | '2000'>

/** Kinds of priced lines, as billing names them. */
type LineType = 'energy' | 'tariff' | 'tax' | 'subscription' | 'supplier_subscription' | 'fee'

/**
 * The account that a priced line's net amount goes to, for invoices and accruals alike. A `subscription` is a charge of
 * the grid company or the system operator: it is passed through as its tariffs are.
 */
export const ACCOUNT_OF_LINE: Readonly<Record<LineType, NetAccount>> = {
  energy: ACCOUNTS.energyRevenue,
  tariff: ACCOUNTS.tariffsPassedThrough,
  tax: ACCOUNTS.electricityTax,
  subscription: ACCOUNTS.tariffsPassedThrough,
  supplier_subscription: ACCOUNTS.subscriptionRevenue,
  fee: ACCOUNTS.fees,
}

const CODES: ReadonlySet<string> = new Set(Object.values(ACCOUNTS))

/** Whether a text is the code of an account of the chart. */
export function isAccountCode(text: string): text is AccountCode {
  return CODES.has(text)
}
