/** The roles of people and programs at a supplier, as the tokens for its API name them. */
export type SupplierRole = 'billing' | 'controller' | 'analyst' | 'operator'

/** Who may use which operation: the one place where that is decided. */
export const ROUTE_ROLES = {
  listInvoices: ['billing', 'controller'],
  readInvoice: ['billing', 'controller'],
  explainInvoice: ['billing', 'controller', 'analyst'],
  listExceptions: ['billing', 'analyst'],
  readReconciliation: ['analyst', 'controller'],
  listAccruals: ['controller'],
  readLedgerTotals: ['controller'],
  listLedgerEntries: ['controller'],
  listDeadLetters: ['operator', 'analyst'],
  replayDeadLetter: ['operator'],
  readStatus: ['billing', 'controller', 'analyst', 'operator'],
} as const satisfies Readonly<Record<string, readonly [SupplierRole, ...SupplierRole[]]>>

/** The name of an operation of the supplier's API. */
export type SupplierOperation = keyof typeof ROUTE_ROLES
