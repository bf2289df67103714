import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { contractsAsKnown, customersAsKnown } from './as-known.ts'
import type { KnownFilter } from './as-known.ts'
import { contract, CONTRACTS, customer, CUSTOMERS, faultsOf, loaders } from './example-supply.ts'
import type { Contract, Customer } from './model.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

const customers = async (filter: KnownFilter): Promise<Customer[]> =>
  await inTransaction(database.pool, async (trx) => await customersAsKnown(trx, filter))
const contracts = async (filter: KnownFilter): Promise<Contract[]> =>
  await inTransaction(database.pool, async (trx) => await contractsAsKnown(trx, filter))

test('customers arrive with their values; what is empty is absent, a country left out is DK', async () => {
  const report = await load.customers(
    CUSTOMERS,
    'A1;"Anna; Ltd";Street 1;2nd floor;8000;Aarhus;SE;a@b.se;12345678',
    customer('A2'),
  )
  expect(report).toMatchObject({ lines: 2, appended: 2, findings: [] })
  const { recordedSeq } = report
  expect(await customers({ customerIds: ['A1', 'A2', 'A3'] })).toEqual([
    {
      customerId: 'A1',
      name: 'Anna; Ltd',
      address1: 'Street 1',
      address2: '2nd floor',
      postalCode: '8000',
      city: 'Aarhus',
      country: 'SE',
      email: 'a@b.se',
      cvr: '12345678',
      recordedSeq,
    },
    {
      customerId: 'A2',
      name: 'Name of A2',
      address1: 'Street 1',
      address2: null,
      postalCode: '8000',
      city: 'Aarhus',
      country: 'DK',
      email: null,
      cvr: null,
      recordedSeq,
    },
  ])
})

test('a later statement replaces the earlier, which stays known at its number', async () => {
  const first = await load.customers(CUSTOMERS, customer('B1', 'Old'), customer('B2'))
  const second = await load.customers(CUSTOMERS, customer('B1', 'New'), customer('B2'))
  expect(second).toMatchObject({ appended: 1, unchanged: 1 })
  expect((await customers({ customerIds: ['B1'] })).map(({ name }) => name)).toEqual(['New'])
  expect((await customers({ customerIds: ['B1'], atSeq: first.recordedSeq })).map(({ name }) => name)).toEqual(['Old'])
  expect(await load.customers(CUSTOMERS, customer('B1', 'New'))).toMatchObject({ appended: 0, recordedSeq: undefined })
})

test('each bad customer is named with line, code and field, the others are recorded', async () => {
  const report = await load.customers(
    CUSTOMERS,
    customer('C1'),
    ';;;;;;dk;nobody;123',
    customer('C1', 'again'),
    `C2;${'n'.repeat(201)};Street;;8000;Aarhus;;;`,
    'C3;short',
  )
  expect(report).toMatchObject({ lines: 5, appended: 1, refused: 4 })
  expect(faultsOf(report)).toEqual([
    [3, 'FIELD_MISSING', 'customer_id'],
    [3, 'FIELD_INVALID', 'country'],
    [3, 'FIELD_INVALID', 'cvr'],
    [3, 'FIELD_INVALID', 'email'],
    [3, 'FIELD_MISSING', 'name'],
    [3, 'FIELD_MISSING', 'address_1'],
    [3, 'FIELD_MISSING', 'postal_code'],
    [3, 'FIELD_MISSING', 'city'],
    [4, 'STATEMENT_DOUBLED', 'customer_id'],
    [5, 'FIELD_INVALID', 'name'],
    [6, 'CSV_BROKEN', undefined],
  ])
})

test('contracts arrive with their terms, exactly; what is left out is nothing, and 30 days', async () => {
  await load.customers(CUSTOMERS, customer('D1'))
  await load.contracts(CONTRACTS, 'K1;D1;spot;0.0375;0.012345;39.5;14', 'K2;D1;spot;-0.01;;;')
  expect(await contracts({ customerIds: ['D1'] })).toMatchObject([
    {
      contractId: 'K1',
      customerId: 'D1',
      product: 'spot',
      marginDkkPerKwh: 37_500n,
      supplementDkkPerKwh: 12_345n,
      subscriptionDkkPerMonth: 39_500_000n,
      paymentTermsDays: 14,
    },
    {
      contractId: 'K2',
      marginDkkPerKwh: -10_000n,
      supplementDkkPerKwh: 0n,
      subscriptionDkkPerMonth: 0n,
      paymentTermsDays: 30,
    },
  ])
  expect(await contracts({ contractIds: ['K2', 'none'] })).toHaveLength(1)
})

test('each bad contract is named with line, code and field', async () => {
  await load.customers(CUSTOMERS, customer('E1'), customer('E2'))
  await load.contracts(CONTRACTS, contract('KE', 'E1'))
  const report = await load.contracts(
    CONTRACTS,
    contract('KE', 'E2'),
    contract('KN', 'nobody'),
    'KX;E1;fixed;0,04;1.2345678;1000000;366',
    ';;;;;;',
    contract('KE', 'E1', '0.05'),
    contract('KO', 'E2'),
  )
  // The first line about KE counts as the one about it, so the second is doubled although the first is refused.
  expect(faultsOf(report)).toEqual([
    [2, 'CONTRACT_CUSTOMER', 'customer_id'],
    [3, 'CUSTOMER_UNKNOWN', 'customer_id'],
    [4, 'FIELD_INVALID', 'product'],
    [4, 'FIELD_INVALID', 'margin_dkk_per_kwh'],
    [4, 'FIELD_INVALID', 'supplement_dkk_per_kwh'],
    [4, 'FIELD_INVALID', 'subscription_dkk_per_month'],
    [4, 'FIELD_INVALID', 'payment_terms_days'],
    [5, 'FIELD_MISSING', 'contract_id'],
    [5, 'FIELD_MISSING', 'customer_id'],
    [5, 'FIELD_MISSING', 'product'],
    [5, 'FIELD_MISSING', 'margin_dkk_per_kwh'],
    [6, 'STATEMENT_DOUBLED', 'contract_id'],
  ])
  expect(report).toMatchObject({ appended: 1, refused: 5 })
})

test('eight imports of one file at once leave one effect and one number', async () => {
  const lines = [CUSTOMERS, ...Array.from({ length: 50 }, (_, n) => customer(`R${n}`))]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.customers(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 50])
  const terms = [CONTRACTS, ...Array.from({ length: 50 }, (_, n) => contract(`KR${n}`, `R${n}`))]
  const again = await Promise.all(Array.from({ length: 8 }, async () => await load.contracts(...terms)))
  expect(again.filter(({ recordedSeq }) => recordedSeq !== undefined)).toHaveLength(1)
})

test.each(['customer', 'contract', 'supply_start', 'supply_period'])('facts of %s are never changed', async (table) => {
  for (const statement of [`delete from supply.${table}`, `truncate supply.${table} cascade`])
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: 'GB001' })
})
