import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACCOUNT_OF_LINE, ACCOUNTS, isAccountCode } from './accounts.ts'
import type { NetAccount } from './accounts.ts'
import { checkedTotal } from './entry-rules.ts'
import { credit, debit } from './journal-entry.ts'
import { accrualEntry, accrualReversal, invoiceEntry } from './posting-rules.ts'
import type { InvoicePosting, NetPart } from './posting-rules.ts'

const OPEN = { closedTo: undefined, accounts: new Map<string, string>() }
const NET_ACCOUNTS: readonly NetAccount[] = ['2100', '3000', '3010', '3100', '3110']

function invoice(other: Partial<InvoicePosting> = {}): InvoicePosting {
  return {
    invoiceNumber: '2026-000001',
    issueDate: '2026-02-05',
    dueDate: '2026-02-25',
    customerId: 'C1',
    net: [],
    vat: [],
    ...other,
  }
}

const anyNet = fc.array(
  fc.record({ account: fc.constantFrom(...NET_ACCOUNTS), amountOre: fc.bigInt(-(10n ** 12n), 10n ** 12n) }),
  { maxLength: 12 },
)

describe('the sides', () => {
  test('a negative amount changes the side, nothing gives no line', () => {
    expect(debit('1100', 5n, { customerId: 'C1' })).toEqual([
      { account: '1100', debitOre: 5n, creditOre: 0n, customerId: 'C1' },
    ])
    expect(debit('1100', -5n)).toEqual([{ account: '1100', debitOre: 0n, creditOre: 5n }])
    expect(credit('3000', 5n)).toEqual([{ account: '3000', debitOre: 0n, creditOre: 5n }])
    expect(credit('3000', -5n)).toEqual([{ account: '3000', debitOre: 5n, creditOre: 0n }])
    expect([...debit('1100', 0n), ...credit('1100', 0n)]).toEqual([])
  })

  test('every kind of priced line has an account of the chart', () => {
    expect(Object.values(ACCOUNT_OF_LINE).every(isAccountCode)).toBe(true)
    expect(ACCOUNT_OF_LINE.tax).toBe(ACCOUNTS.electricityTax)
    expect(isAccountCode('9999')).toBe(false)
  })
})

describe('the entry of an invoice', () => {
  test('the golden invoice (datahub 4.4): 634.51 net, 158.63 VAT, 793.14 to be paid', () => {
    const entry = invoiceEntry(
      invoice({
        net: [
          { account: '3000', amountOre: 38_651n, meteringPointId: '571313180400000013' },
          { account: '3100', amountOre: 11_458n, meteringPointId: '571313180400000013' },
          { account: '3100', amountOre: 2210n, meteringPointId: '571313180400000013' },
          { account: '3100', amountOre: 2005n, meteringPointId: '571313180400000013' },
          { account: '2100', amountOre: 327n, meteringPointId: '571313180400000013' },
          { account: '3100', amountOre: 4900n, meteringPointId: '571313180400000013' },
          { account: '3010', amountOre: 1900n },
          { account: '3010', amountOre: 2000n, meteringPointId: '' },
        ],
        vat: [{ taxCode: 'DK25', baseOre: 63_451n, amountOre: 15_863n }],
      }),
    )
    expect(entry).toMatchObject({
      documentNumber: '2026-000001',
      documentType: 'invoice',
      postingDate: '2026-02-05',
      sourceType: 'billing.invoice',
      sourceId: '2026-000001',
      idempotencyKey: 'invoice:2026-000001',
    })
    expect(entry?.lines.map(({ account, debitOre, creditOre }) => [account, debitOre, creditOre])).toEqual([
      ['1100', 79_314n, 0n],
      ['3000', 0n, 38_651n],
      ['3100', 0n, 20_573n],
      ['2100', 0n, 327n],
      ['3010', 0n, 3900n],
      ['2000', 0n, 15_863n],
    ])
    expect(entry?.lines[0]).toMatchObject({ customerId: 'C1', dueDate: '2026-02-25', reference: '2026-000001' })
    expect(entry?.lines[1]).toMatchObject({ customerId: 'C1', meteringPointId: '571313180400000013' })
    expect(entry?.lines[4]).not.toHaveProperty('meteringPointId')
    expect(entry?.lines.at(-1)).toMatchObject({ taxCode: 'DK25', taxBaseOre: 63_451n })
  })

  test('money that is given back stands on the other side', () => {
    const entry = invoiceEntry(
      invoice({
        net: [{ account: '3000', amountOre: -400n }],
        vat: [{ taxCode: 'DK25', baseOre: -400n, amountOre: -100n }],
      }),
    )
    expect(entry?.lines).toMatchObject([
      { account: '1100', debitOre: 0n, creditOre: 500n },
      { account: '3000', debitOre: 400n, creditOre: 0n },
      { account: '2000', debitOre: 100n, creditOre: 0n, taxBaseOre: -400n },
    ])
  })

  test('parts that cancel out on their account leave no line; an invoice of nothing leaves no entry', () => {
    const parts: NetPart[] = [
      { account: '3000', amountOre: 700n },
      { account: '3000', amountOre: -700n },
    ]
    expect(invoiceEntry(invoice({ net: parts }))).toBeUndefined()
    expect(invoiceEntry(invoice())).toBeUndefined()
    const moved = invoiceEntry(invoice({ net: [...parts, { account: '3100', amountOre: 5n }] }))
    expect(moved?.lines.map(({ account }) => account)).toEqual(['1100', '3100'])
  })

  test('an invoice that comes to nothing still moves its accounts', () => {
    const entry = invoiceEntry(
      invoice({
        net: [
          { account: '3000', amountOre: 100n },
          { account: '3100', amountOre: -100n },
        ],
      }),
    )
    expect(entry?.lines.map(({ account }) => account)).toEqual(['3000', '3100'])
    expect(entry === undefined ? 0n : checkedTotal(entry, OPEN)).toBe(100n)
  })

  test('balances whatever the amounts, and loses none of them', () => {
    fc.assert(
      fc.property(anyNet, fc.bigInt(-1000n, 1000n), (net, amountOre) => {
        const entry = invoiceEntry(invoice({ net, vat: [{ taxCode: 'DK25', baseOre: 1n, amountOre }] }))
        if (entry === undefined) {
          expect(net.reduce((sum, part) => sum + part.amountOre, amountOre)).toBe(0n)
          return
        }
        checkedTotal(entry, OPEN)
        for (const account of NET_ACCOUNTS) {
          const posted = entry.lines.filter((line) => line.account === account)
          const wanted = net.filter((part) => part.account === account)
          expect(posted.reduce((sum, line) => sum + line.creditOre - line.debitOre, 0n)).toBe(
            wanted.reduce((sum, part) => sum + part.amountOre, 0n),
          )
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('the entries of an accrual', () => {
  const accrual = {
    runId: 'r1',
    part: '',
    documentNumber: 'A-2026-03',
    postingDate: '2026-03-31',
    net: [
      { account: '3000', amountOre: 900n },
      { account: '2100', amountOre: 100n },
    ],
  } as const

  test('unbilled revenue against its classes, without VAT', () => {
    expect(accrualEntry(accrual)).toMatchObject({
      documentType: 'accrual',
      postingDate: '2026-03-31',
      sourceType: 'accruals.run',
      sourceId: 'r1',
      idempotencyKey: 'accrual:r1',
      lines: [
        { account: '1200', debitOre: 1000n, creditOre: 0n },
        { account: '3000', debitOre: 0n, creditOre: 900n },
        { account: '2100', debitOre: 0n, creditOre: 100n },
      ],
    })
    expect(accrualEntry({ ...accrual, part: '7' })?.idempotencyKey).toBe('accrual:r1:7')
    expect(accrualEntry({ ...accrual, net: [] })).toBeUndefined()
  })

  test('a reversal is the exact opposite, and reversed again it is the same', () => {
    fc.assert(
      fc.property(anyNet, (net) => {
        const entry = accrualEntry({ ...accrual, net })
        if (entry === undefined) return
        const by = { documentNumber: 'A-2026-04', postingDate: '2026-04-30', sourceId: 'r2' }
        const reversal = accrualReversal(entry, by)
        expect(reversal).toMatchObject({ ...by, documentType: 'accrual_reversal' })
        expect(reversal.idempotencyKey).not.toBe(entry.idempotencyKey)
        expect(checkedTotal(reversal, OPEN)).toBe(checkedTotal(entry, OPEN))
        for (const [n, line] of entry.lines.entries()) {
          expect(reversal.lines[n]).toEqual({ ...line, debitOre: line.creditOre, creditOre: line.debitOre })
        }
        expect(accrualReversal(reversal, by).lines).toEqual(entry.lines)
      }),
      { numRuns: 100 },
    )
  })

  test('a tax that is taken back is taken back from its base', () => {
    const entry = invoiceEntry(invoice({ vat: [{ taxCode: 'DK25', baseOre: 400n, amountOre: 100n }] }))
    if (entry === undefined) throw new Error('there is an entry')
    const reversed = accrualReversal(entry, { documentNumber: 'x', postingDate: '2026-03-01', sourceId: 'x' })
    expect(reversed.lines.at(-1)).toMatchObject({ debitOre: 100n, taxCode: 'DK25', taxBaseOre: -400n })
  })
})
