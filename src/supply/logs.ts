import type { StatementLog } from './statement-log.ts'

/** Statements about customers. */
export const CUSTOMER_LOG: StatementLog = {
  table: 'supply.customer',
  id: 'customer_id',
  values: ['name', 'address_1', 'address_2', 'postal_code', 'city', 'country', 'email', 'cvr'],
}

/** Statements about the terms of contracts. */
export const CONTRACT_LOG: StatementLog = {
  table: 'supply.contract',
  id: 'contract_id',
  values: [
    'customer_id',
    'product',
    'margin_dkk_per_kwh',
    'supplement_dkk_per_kwh',
    'subscription_dkk_per_month',
    'payment_terms_days',
  ],
}
