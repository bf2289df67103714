export * from '../src/billing/testing/supplier-market.ts'
