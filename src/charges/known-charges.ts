import type { Transaction } from '../platform/index.ts'
import { derivedPeriods, NEWEST_SEQ } from '../platform/index.ts'
import { CHARGE_LOG, chargeKeyText } from './model.ts'
import type { ChargeKey, ChargeResolution, ChargeType } from './model.ts'

/** A charge and what never changes about it. */
export type KnownCharge = ChargeKey & {
  readonly chargeId: number
  /** undefined while nothing holds for any day: all of it was withdrawn */
  readonly resolution: ChargeResolution | undefined
  readonly isTax: boolean | undefined
}

/** Every charge that was ever stated, by chargeKeyText. */
export async function knownCharges(
  trx: Transaction,
  atSeq: bigint = NEWEST_SEQ,
): Promise<ReadonlyMap<string, KnownCharge>> {
  const { rows } = await trx.query<ChargeRow>({
    rowMode: 'array',
    text: `select c.charge_id, c.owner_id, c.code, c.charge_type, k.resolution, k.is_tax
           from charges.charge c
           left join (
             select distinct on (charge_id) charge_id, resolution, is_tax
             from (${derivedPeriods(CHARGE_LOG, '(select * from charges.charge_period where recorded_seq <= $1::bigint)')}) p
             order by charge_id, valid_from
           ) k using (charge_id)
           where c.recorded_seq <= $1::bigint order by c.charge_id`,
    values: [atSeq.toString()],
  })
  return new Map(rows.map((row) => fromChargeRow(row)).map((charge) => [chargeKeyText(charge), charge]))
}

type ChargeRow = [
  chargeId: number,
  ownerId: string,
  code: string,
  type: ChargeType,
  resolution: ChargeResolution | null,
  isTax: boolean | null,
]

function fromChargeRow([chargeId, ownerId, code, type, resolution, isTax]: ChargeRow): KnownCharge {
  return { chargeId, ownerId, code, type, resolution: resolution ?? undefined, isTax: isTax ?? undefined }
}

/** Keeps other writers of charges and their prices waiting until the transaction ends; readers and writers of links go on. */
export async function lockCharges(trx: Transaction): Promise<void> {
  await trx.query('lock table charges.charge in share row exclusive mode')
}

/** Gives charges that have statements now, but no row yet, their rows. @param seq the commit of those statements */
export async function claimCharges(trx: Transaction, charges: readonly KnownCharge[], seq: bigint): Promise<void> {
  await trx.query(
    `insert into charges.charge (charge_id, owner_id, code, charge_type, recorded_seq)
     select n.* , $5::bigint from unnest($1::integer[], $2::text[], $3::text[], $4::text[]) n (charge_id, owner_id, code, charge_type)
     where exists (select from charges.charge_period p where p.charge_id = n.charge_id)
       and not exists (select from charges.charge c where c.charge_id = n.charge_id) order by 1`,
    [
      charges.map((charge) => charge.chargeId),
      charges.map((charge) => charge.ownerId),
      charges.map((charge) => charge.code),
      charges.map((charge) => charge.type),
      seq.toString(),
    ],
  )
}
