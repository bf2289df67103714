import { formatDecimal } from '../../kernel/index.ts'
import { parquet } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { PreparedRun } from './prepare-run.ts'

/** One invoice before it has a number. Amounts in øre, days YYYY-MM-DD and half open. */
export interface Document {
  /** from 0 in the order of contracts */
  readonly ordinal: number
  readonly contractId: string
  readonly customerId: string
  readonly fromDay: string
  readonly toDay: string
  /** decimal text of six decimals */
  readonly energyKwh: string
  readonly netOre: bigint
  /** sum of the lines that bear VAT, and the VAT on it */
  readonly vatBaseOre: bigint
  readonly vatOre: bigint
  /** sum of the lines that bear none */
  readonly exemptOre: bigint
  readonly bearsVat: boolean
  readonly hasExempt: boolean
}

/** The documents of a run, in order. */
export async function documentsOf(prepared: PreparedRun, engine: Engine): Promise<Document[]> {
  const set = await engine.columns(
    `select ordinal, contract_id, customer_id, cast(from_day as VARCHAR) as from_text, cast(to_day as VARCHAR) as to_text, energy_kwh,
       net_ore, vat_base_ore, vat_ore, exempt_ore, vat_lines, exempt_lines from ${parquet([prepared.path('document')])} as d order by ordinal`,
  )
  const texts = ['contract_id', 'customer_id', 'from_text', 'to_text'].map((name) => set.text(name))
  const [contract = [], customer = [], from = [], to = []] = texts
  const [energy, net] = [set.int64('energy_kwh'), set.int64('net_ore')]
  const [base, vat, exempt] = [set.int64('vat_base_ore'), set.int64('vat_ore'), set.int64('exempt_ore')]
  const [vatLines, exemptLines] = [set.int64('vat_lines'), set.int64('exempt_lines')]
  return Array.from({ length: set.rowCount }, (_, ordinal) => ({
    ordinal,
    contractId: contract[ordinal] ?? '',
    customerId: customer[ordinal] ?? '',
    fromDay: from[ordinal] ?? '',
    toDay: to[ordinal] ?? '',
    energyKwh: formatDecimal(energy[ordinal] ?? 0n, 6, 6),
    netOre: net[ordinal] ?? 0n,
    vatBaseOre: base[ordinal] ?? 0n,
    vatOre: vat[ordinal] ?? 0n,
    exemptOre: exempt[ordinal] ?? 0n,
    bearsVat: (vatLines[ordinal] ?? 0n) > 0n,
    hasExempt: (exemptLines[ordinal] ?? 0n) > 0n,
  }))
}
