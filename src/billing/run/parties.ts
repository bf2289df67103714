import { GridbookError } from '../../kernel/index.ts'
import { actorsAsKnown } from '../../market/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { contractsAsKnown, customersAsKnown } from '../../supply/index.ts'

/** Who a document goes to, and when he has to pay. */
export interface Recipient {
  readonly name: string
  readonly address1: string
  readonly address2: string | null
  readonly postalCode: string
  readonly city: string
  readonly country: string
  readonly email: string | null
  readonly cvr: string | null
  readonly paymentTermsDays: number
}

// More are read faster by reading all.
const FEW_CONTRACTS = 5_000

/** Names and addresses as they were known at a number. */
export interface Parties {
  readonly sellerName: string
  /** @throws GridbookError BILLING_ARGUMENT for a contract or customer that was not known then */
  readonly recipientOf: (contractId: string) => Recipient
}

/** Reads who issues and who receives. A seller that is no actor of the market on the day of issue goes by his number. */
export async function readParties(
  trx: Transaction,
  {
    atSeq,
    issueDate,
    sellerId,
    contractIds,
  }: {
    readonly atSeq: bigint
    readonly issueDate: string
    readonly sellerId: string
    readonly contractIds: readonly string[]
  },
): Promise<Parties> {
  const known = contractIds.length <= FEW_CONTRACTS ? { atSeq, contractIds } : { atSeq }
  const actors = await actorsAsKnown(trx, { atSeq, asOf: issueDate, actorId: sellerId })
  const contracts = new Map((await contractsAsKnown(trx, known)).map((each) => [each.contractId, each]))
  const customerIds =
    contractIds.length <= FEW_CONTRACTS ? [...contracts.values()].map((each) => each.customerId) : undefined
  const customers = new Map(
    (await customersAsKnown(trx, { atSeq, customerIds })).map((each) => [each.customerId, each]),
  )
  return {
    sellerName: actors[0]?.name ?? sellerId,
    recipientOf: (contractId) => {
      const contract = contracts.get(contractId)
      const customer = contract && customers.get(contract.customerId)
      if (contract === undefined || customer === undefined)
        throw new GridbookError('BILLING_ARGUMENT', `contract ${contractId} or its customer is not known`)
      return { ...customer, paymentTermsDays: contract.paymentTermsDays }
    },
  }
}
