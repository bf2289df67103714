import { derivedPeriods, NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { CONTRACT_LOG, CUSTOMER_LOG } from './logs.ts'
import { SUPPLY_LOG } from './model.ts'
import type { Contract, Customer, SupplyPeriod } from './model.ts'
import { newestStatements } from './statement-log.ts'

/** What to read; what is left out does not narrow. */
export type KnownFilter = {
  /** as known when this number was committed; left out: as the transaction sees it now */
  readonly atSeq?: bigint | undefined
  readonly customerIds?: readonly string[] | undefined
  readonly contractIds?: readonly string[] | undefined
}

/** Customers, ordered by id. */
export async function customersAsKnown(trx: Transaction, filter: KnownFilter = {}): Promise<Customer[]> {
  const { rows } = await trx.query<Customer & { readonly recordedSeq: string }>(
    `select customer_id as "customerId", name, address_1 as "address1", address_2 as "address2", postal_code as "postalCode",
       city, country, email, cvr, recorded_seq::text as "recordedSeq"
     from (${newestStatements(CUSTOMER_LOG, known(CUSTOMER_LOG.table))}) c
     where $2::text[] is null or customer_id = any ($2::text[]) order by customer_id`,
    [seqOf(filter), filter.customerIds ?? null],
  )
  return rows.map((row) => ({ ...row, recordedSeq: BigInt(row.recordedSeq) }))
}

/** Contracts, ordered by id. */
export async function contractsAsKnown(trx: Transaction, filter: KnownFilter = {}): Promise<Contract[]> {
  const { rows } = await trx.query<ContractRow>(
    `select contract_id as "contractId", customer_id as "customerId", product, margin_dkk_per_kwh::text as margin,
       supplement_dkk_per_kwh::text as supplement, subscription_dkk_per_month::text as subscription,
       payment_terms_days as "paymentTermsDays", recorded_seq::text as "recordedSeq"
     from (${newestStatements(CONTRACT_LOG, known(CONTRACT_LOG.table))}) c
     where ($2::text[] is null or customer_id = any ($2::text[])) and ($3::text[] is null or contract_id = any ($3::text[]))
     order by contract_id`,
    [seqOf(filter), filter.customerIds ?? null, filter.contractIds ?? null],
  )
  return rows.map(fromContractRow)
}

type ContractRow = Pick<Contract, 'contractId' | 'customerId' | 'product' | 'paymentTermsDays'> & {
  readonly margin: string
  readonly supplement: string
  readonly subscription: string
  readonly recordedSeq: string
}

function fromContractRow({ margin, supplement, subscription, recordedSeq, ...row }: ContractRow): Contract {
  return {
    ...row,
    marginDkkPerKwh: scaled(margin),
    supplementDkkPerKwh: scaled(supplement),
    subscriptionDkkPerMonth: scaled(subscription),
    recordedSeq: BigInt(recordedSeq),
  }
}

/** Supply periods, ordered by metering point and day. @param filter.pointIds of these points only */
export async function supplyPeriodsAsKnown(
  trx: Transaction,
  filter: KnownFilter & { readonly pointIds?: readonly string[] | undefined } = {},
): Promise<SupplyPeriod[]> {
  const { rows } = await trx.query<SupplyPeriod & { readonly recordedSeq: string }>(
    `select s.supply_period_id as "supplyPeriodId", p.metering_point_id as "meteringPointId", p.contract_id as "contractId",
       c.customer_id as "customerId", p.valid_from::text as "validFrom", p.valid_to::text as "validTo",
       p.recorded_seq::text as "recordedSeq"
     from (${derivedPeriods(SUPPLY_LOG, known(SUPPLY_LOG.table, ' and ($4::text[] is null or metering_point_id = any ($4::text[]))'))}) p
     join supply.supply_start s on (s.metering_point_id, s.valid_from, s.contract_id) = (p.metering_point_id, p.valid_from, p.contract_id)
     join (select distinct contract_id, customer_id from supply.contract) c on c.contract_id = p.contract_id
     where ($2::text[] is null or c.customer_id = any ($2::text[])) and ($3::text[] is null or p.contract_id = any ($3::text[]))
     order by p.metering_point_id, p.valid_from`,
    [seqOf(filter), filter.customerIds ?? null, filter.contractIds ?? null, filter.pointIds ?? null],
  )
  return rows.map((row) => ({ ...row, recordedSeq: BigInt(row.recordedSeq) }))
}

function known(table: string, also = ''): string {
  return `(select * from ${table} where recorded_seq <= $1::bigint${also})`
}

function seqOf({ atSeq = NEWEST_SEQ }: KnownFilter): string {
  return atSeq.toString()
}

// PostgreSQL writes all six decimals of the column.
function scaled(text: string): bigint {
  return BigInt(text.replace('.', ''))
}
