import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gsrnWithCheckDigit } from '../kernel/index.ts'
import { appendGridAreas, dk } from '../market/index.ts'
import { appendPeriods } from '../metering-points/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ImportReport, Pool } from '../platform/index.ts'
import { importContracts } from './import-contracts.ts'
import { importCustomers } from './import-customers.ts'
import type { SupplyImportPorts } from './import-statements.ts'
import { importSupplyPeriods } from './import-supply-periods.ts'

// A few customers and points for tests of this room; each test changes what it is about.

/** The n-th example point. */
export const pointId = (n: number): string => gsrnWithCheckDigit(n)

/** Area 801, consumption points 1 to `points`, a production point 800, a heating point 900 below point 1. */
export async function withPoints(pool: Pool, points: number): Promise<void> {
  const row = (n: number, other: Partial<NewPointPeriod> = {}): NewPointPeriod => ({
    meteringPointId: pointId(n),
    validFrom: '2020-01-01',
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '801',
    ...other,
  })
  await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    const area = { code: '801', validFrom: '2020-01-01', name: '801', priceArea: 'DK1', meteredDataResponsibleId: null }
    await appendGridAreas(trx, [area], seq)
    const heating = row(900, { type: 'electrical_heating', settlementMethod: null, parentId: pointId(1) })
    const production = row(800, { type: 'production', settlementMethod: null })
    await appendPeriods(trx, [...Array.from({ length: points }, (_, n) => row(n + 1)), production, heating], seq)
  })
}

/** Imports lines of CSV, the first being the header. */
export type Loader = (...lines: string[]) => Promise<ImportReport>

/** The three imports of the room, from lines instead of files. */
export async function loaders(
  pool: Pool,
): Promise<Record<'customers' | 'contracts' | 'periods', Loader> & { readonly close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'supply-'))
  let files = 0
  const loader =
    (load: (path: string, ports: SupplyImportPorts) => Promise<ImportReport>): Loader =>
    async (...lines) => {
      const path = join(directory, `${(files += 1)}.csv`)
      await writeFile(path, lines.join('\n'))
      return await load(path, { pool, profile: dk })
    }
  return {
    customers: loader(importCustomers),
    contracts: loader(importContracts),
    periods: loader(importSupplyPeriods),
    close: async () => await rm(directory, { recursive: true }),
  }
}

/** Headers of the files. */
export const CUSTOMERS = 'customer_id;name;address_1;address_2;postal_code;city;country;email;cvr'
export const CONTRACTS =
  'contract_id;customer_id;product;margin_dkk_per_kwh;supplement_dkk_per_kwh;subscription_dkk_per_month;payment_terms_days'
export const PERIODS = 'metering_point_id;contract_id;valid_from;valid_to;tombstone'

/** A private customer. */
export const customer = (id: string, name = `Name of ${id}`): string => `${id};${name};Street 1;;8000;Aarhus;;;`
/** A contract with a margin of 4 øre and 39 DKK a month. */
export const contract = (id: string, customerId: string, margin = '0.04'): string =>
  `${id};${customerId};spot;${margin};0.005;39;14`
/** The n-th point under a contract. */
export const supplied = (n: number, contractId: string, day = '2026-01-01', end = ''): string =>
  `${pointId(n)};${contractId};${day};${end};`

/** What findings say, in short. */
export const faultsOf = ({ findings }: ImportReport): unknown[] =>
  findings.map(({ line, code, field }) => [line, code, field])
