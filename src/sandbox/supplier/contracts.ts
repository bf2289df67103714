import { hashOf, pick, PURPOSE } from '../hash.ts'
import { quotient } from '../integers.ts'
import type { SuppliedPoint } from './supplied-points.ts'

/** A customer as the supplier knows it. */
export interface ExampleCustomer {
  readonly customerId: string
  readonly name: string
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly email: string
  /** Of businesses only. */
  readonly cvr: string | undefined
}

/** A contract on the spot price. Prices in millionths of a krone, before VAT. */
export interface ExampleContract {
  readonly contractId: string
  readonly customer: ExampleCustomer
  /** What the supplier adds to the spot price of each kWh. */
  readonly marginDkkPerKwh: bigint
  /** What certified origin costs for each kWh; 0 for most. */
  readonly supplementDkkPerKwh: bigint
  readonly subscriptionDkkPerMonth: bigint
  readonly paymentTermsDays: number
}

// Shops whose numbers lie in the same block belong to one chain, so that some invoices have several points.
const CHAIN_BLOCK = 200

/** The contract under which a point is supplied. Several points may share it. */
export function contractOf(seed: number, point: SuppliedPoint): ExampleContract {
  const { number, draw, isBusiness } = ownerOf(point)
  const hash = hashOf(seed, PURPOSE.contract, draw, 0)
  return {
    contractId: `A${number}`,
    customer: customerOf(point, number, isBusiness),
    marginDkkPerKwh: BigInt(pick(hash, 200, 900)) * 100n,
    supplementDkkPerKwh: hash % 5 === 0 ? 12_500n : 0n,
    subscriptionDkkPerMonth: isBusiness ? 49_500_000n : 29_000_000n,
    paymentTermsDays: isBusiness ? 30 : 14,
  }
}

interface Owner {
  /** What tells the customer, and its contract, from others. */
  readonly number: string
  readonly draw: number
  readonly isBusiness: boolean
}

function ownerOf({ kind, area, number }: SuppliedPoint): Owner {
  if (kind === 'grid_loss') return { number: `-grid-${area}`, draw: number, isBusiness: true }
  if (kind === 'shop') {
    const block = quotient(number, CHAIN_BLOCK)
    return { number: `-chain-${area}-${block}`, draw: -1 - block, isBusiness: true }
  }
  return { number: String(number).padStart(8, '0'), draw: number, isBusiness: kind === 'industry' || kind === 'wind' }
}

function customerOf({ kind, area }: SuppliedPoint, number: string, isBusiness: boolean): ExampleCustomer {
  const digits = number.replaceAll(/\D/g, '')
  const names = { grid_loss: 'grid company', shop: 'shops', industry: 'works', wind: 'wind farm' }
  const name = kind in names ? names[kind as keyof typeof names] : 'resident'
  return {
    customerId: `K${number}`,
    name: `Example ${name} ${digits}`,
    street: `Eksempelvej ${(Number(digits) % 198) + 1}`,
    postalCode: area === '801' ? '7400' : '4100',
    city: area === '801' ? 'Herning' : 'Ringsted',
    email: `k${number}@example.com`,
    cvr: isBusiness ? digits.padStart(8, '1').slice(-8) : undefined,
  }
}
