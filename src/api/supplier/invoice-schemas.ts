import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, DecimalText, Instant, MoneyDkk, Next, TextOrNull } from './common-schemas.ts'

const summary = {
  number: Type.String({ description: 'gapless within a year' }),
  contractId: Type.String(),
  customerId: Type.String(),
  issueDate: Day('date of the document'),
  dueDate: Day('to be paid by'),
  fromDay: Day('first day'),
  toDay: Day('first day that it does not cover'),
  netDkk: MoneyDkk,
  vatDkk: MoneyDkk,
  grossDkk: MoneyDkk,
}

const exampleSummary = {
  number: '2026-000001',
  contractId: 'K-1',
  customerId: 'C-1',
  issueDate: '2026-03-26',
  dueDate: '2026-04-25',
  fromDay: '2026-03-01',
  toDay: '2026-03-25',
  netDkk: '634.51',
  vatDkk: '158.63',
  grossDkk: '793.14',
}

/** One line of an invoice. */
const Line = Type.Object({
  line: Type.Integer({ description: 'from 1' }),
  lineType: Type.String({ description: 'energy, tariff, tax, subscription, supplier_subscription or fee' }),
  meteringPointId: Type.String(),
  description: Type.String(),
  chargeCode: TextOrNull('of the charge; null for what the supplier itself charges'),
  chargeOwnerId: TextOrNull('GLN of the owner of the charge'),
  fromDay: Day('first day'),
  toDay: Day('first day that it does not cover'),
  quantity: DecimalText('in the unit'),
  unit: Type.String({ description: 'kWh, days or pieces' }),
  unitPriceDkk: Type.Union([DecimalText('DKK a unit, where one price holds for all of the line'), Type.Null()]),
  amountDkk: MoneyDkk,
  vat: Type.Boolean({ description: 'whether VAT is added' }),
})

const exampleLine = {
  line: 1,
  lineType: 'tariff',
  meteringPointId: '571313000000000068',
  description: 'Transmission tariff',
  chargeCode: '40000',
  chargeOwnerId: '5790000432752',
  fromDay: '2026-03-01',
  toDay: '2026-03-25',
  quantity: '412.345',
  unit: 'kWh',
  unitPriceDkk: '0.043000',
  amountDkk: '17.73',
  vat: true,
}

/** Invoices without their lines. */
export const InvoiceList = Type.Object(
  { invoices: Type.Array(Type.Object(summary)), next: Next },
  { examples: [{ invoices: [exampleSummary], next: '2026-000001' }] },
)

/** An invoice as it was issued. */
export const Invoice = Type.Object(
  {
    ...summary,
    customer: Type.Object({
      name: Type.String(),
      addressLines: Type.Array(Type.String()),
      postalCode: Type.String(),
      city: Type.String(),
    }),
    lines: Type.Array(Line),
    vat: Type.Array(Type.Object({ rate: DecimalText('share, 0.25 is 25 %'), baseDkk: MoneyDkk, vatDkk: MoneyDkk }), {
      description: 'once for each rate',
    }),
  },
  {
    examples: [
      {
        ...exampleSummary,
        customer: { name: 'A. Hansen', addressLines: ['Nygade 1'], postalCode: '8000', city: 'Aarhus C' },
        lines: [exampleLine],
        vat: [{ rate: '0.25', baseDkk: '634.51', vatDkk: '158.63' }],
      },
    ],
  },
)

const Interval = Type.Object({
  from: Instant('first instant, UTC'),
  to: Instant('first instant behind it'),
  quantity: DecimalText('in the unit of the line'),
  quality: TextOrNull('measured, estimated, calculated; null where nothing is metered'),
  priceDkk: DecimalText('DKK a unit'),
  amountDkk: DecimalText('quantity times price, not rounded'),
  priceSource: Type.String({ description: 'where the price is from' }),
  messageId: TextOrNull('the message that brought the reading'),
  transactionId: TextOrNull('its transaction'),
})

/** An invoice down to its intervals: their amounts add up to the exact amount of the line. Days and pieces have none. */
export const InvoiceExplanation = Type.Object(
  {
    number: Type.String(),
    lines: Type.Array(
      Type.Object({
        ...Line.properties,
        exactAmountDkk: DecimalText('before the one rounding of the line'),
        intervals: Type.Array(Interval),
      }),
    ),
  },
  {
    examples: [
      {
        number: '2026-000001',
        lines: [
          {
            ...exampleLine,
            exactAmountDkk: '17.730835',
            intervals: [
              {
                from: '2026-02-28T23:00:00Z',
                to: '2026-02-28T23:15:00Z',
                quantity: '0.125',
                quality: 'measured',
                priceDkk: '0.043000',
                amountDkk: '0.005375',
                priceSource: 'charge 40000 of 5790000432752 from 2026-01-01',
                messageId: 'f4b2a1d0-0002',
                transactionId: 'f4b2a1d0-0002-1',
              },
            ],
          },
        ],
      },
    ],
  },
)

/** What could not be billed, and why. */
export const ExceptionList = Type.Object(
  {
    exceptions: Type.Array(
      Type.Object({
        id: Type.String(),
        runId: Type.String(),
        contractId: Type.String(),
        meteringPointId: TextOrNull('null: all of the contract'),
        code: Type.String({ description: 'of the error catalogue, such as PRICE_MISSING' }),
        message: Type.String({ description: 'what, where and when' }),
        next: Type.String({ description: 'what to do about it' }),
      }),
    ),
    next: Next,
  },
  {
    examples: [
      {
        exceptions: [
          {
            id: '17',
            runId: '0198c7b1-5a7e-7c3e-9f1e-2b7b2a9d1c11',
            contractId: 'K-1',
            meteringPointId: '571313000000000068',
            code: 'PRICE_MISSING',
            message: 'tariff 40000 has no price from 2026-03-01T02:00:00Z',
            next: 'Import the price or end the link, then run the invoices again.',
          },
        ],
        next: null,
      },
    ],
  },
)

/** The values of the schemas above. */
export type InvoiceListValue = Static<typeof InvoiceList>
export type InvoiceValue = Static<typeof Invoice>
export type InvoiceExplanationValue = Static<typeof InvoiceExplanation>
export type ExceptionListValue = Static<typeof ExceptionList>
