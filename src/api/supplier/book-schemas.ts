import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, DecimalText, Instant, MoneyDkk, Next, TextOrNull } from './common-schemas.ts'

const Kwh = DecimalText('kWh, three decimals')
const KwhOrNull = Type.Union([Kwh, Type.Null()], { description: 'null where a side has nothing' })
const series = {
  gridArea: Type.String(),
  meteringPointType: Type.String({ description: 'consumption or production' }),
  settlementMethod: TextOrNull('flex, non_profiled, or null for production'),
}

/** Our own sums against those of the hub. */
export const Reconciliation = Type.Object(
  {
    runId: Type.String(),
    fromDay: Day('first day'),
    toDay: Day('first day that it does not cover'),
    points: Type.Integer({ description: 'our metering points in the period' }),
    quarters: Type.Integer({ description: 'quarter-hours compared' }),
    energyDeviationKwh: Kwh,
    series: Type.Array(
      Type.Object({
        ...series,
        ownKwh: KwhOrNull,
        hubKwh: KwhOrNull,
        deviationKwh: Kwh,
        deviatingQuarters: Type.Integer(),
      }),
    ),
    deviations: Type.Array(
      Type.Object({
        ...series,
        quarterStart: Instant('first instant of the quarter-hour, UTC'),
        ownKwh: KwhOrNull,
        hubKwh: KwhOrNull,
        deviationKwh: Kwh,
        pointsWithoutReading: Type.Array(Type.String()),
      }),
      { description: 'the largest first' },
    ),
  },
  {
    examples: [
      {
        runId: '0198c7b1-5a7e-7c3e-9f1e-2b7b2a9d1c11',
        fromDay: '2026-03-01',
        toDay: '2026-04-01',
        points: 120,
        quarters: 11888,
        energyDeviationKwh: '0.412',
        series: [
          {
            gridArea: '801',
            meteringPointType: 'consumption',
            settlementMethod: 'flex',
            ownKwh: '50237.023',
            hubKwh: '50237.435',
            deviationKwh: '0.412',
            deviatingQuarters: 1,
          },
        ],
        deviations: [
          {
            gridArea: '801',
            meteringPointType: 'consumption',
            settlementMethod: 'flex',
            quarterStart: '2026-03-05T07:15:00Z',
            ownKwh: '14.120',
            hubKwh: '14.532',
            deviationKwh: '-0.412',
            pointsWithoutReading: ['571313000000000068'],
          },
        ],
      },
    ],
  },
)

/** Accruals of what was delivered and not yet billed. */
export const AccrualList = Type.Object(
  {
    accruals: Type.Array(
      Type.Object({
        runId: Type.String(),
        throughDay: Day('last day that is accrued'),
        netDkk: MoneyDkk,
        supplyPeriods: Type.Integer({ description: 'supply periods with open days' }),
        excluded: Type.Integer({ description: 'of them left out, each with a reason' }),
        classes: Type.Array(Type.Object({ lineType: Type.String(), netDkk: MoneyDkk })),
        reversedBy: TextOrNull('the run that reversed it'),
      }),
    ),
    next: Next,
  },
  {
    examples: [
      {
        accruals: [
          {
            runId: '0198c7b1-5a7e-7c3e-9f1e-2b7b2a9d1c11',
            throughDay: '2026-03-31',
            netDkk: '1204.55',
            supplyPeriods: 120,
            excluded: 0,
            classes: [{ lineType: 'energy', netDkk: '804.55' }],
            reversedBy: null,
          },
        ],
        next: null,
      },
    ],
  },
)

/** The trial balance. */
export const LedgerTotals = Type.Object(
  {
    debitDkk: MoneyDkk,
    creditDkk: MoneyDkk,
    accounts: Type.Array(
      Type.Object({
        account: Type.String(),
        name: Type.String(),
        debitDkk: MoneyDkk,
        creditDkk: MoneyDkk,
        balanceDkk: MoneyDkk,
      }),
    ),
  },
  {
    examples: [
      {
        debitDkk: '793.14',
        creditDkk: '793.14',
        accounts: [
          { account: '1100', name: 'Receivables', debitDkk: '793.14', creditDkk: '0.00', balanceDkk: '793.14' },
        ],
      },
    ],
  },
)

/** Entries of the journal with their lines, in the order of posting. */
export const LedgerEntries = Type.Object(
  {
    entries: Type.Array(
      Type.Object({
        entryId: Type.String(),
        documentType: Type.String({ description: 'invoice, accrual or accrual_reversal' }),
        documentNumber: Type.String(),
        postingDate: Day('date of the entry'),
        source: Type.String({ description: 'what caused it, as `type:id`' }),
        description: Type.String(),
        lines: Type.Array(
          Type.Object({
            account: Type.String(),
            debitDkk: MoneyDkk,
            creditDkk: MoneyDkk,
            customerId: TextOrNull('where the line belongs to one'),
            meteringPointId: TextOrNull('where the line belongs to one'),
          }),
        ),
      }),
    ),
    next: Next,
  },
  {
    examples: [
      {
        entries: [
          {
            entryId: '1',
            documentType: 'invoice',
            documentNumber: '2026-000001',
            postingDate: '2026-03-26',
            source: 'billing.invoice:2026-000001',
            description: 'Invoice 2026-000001',
            lines: [
              { account: '1100', debitDkk: '793.14', creditDkk: '0.00', customerId: 'C-1', meteringPointId: null },
              { account: '3000', debitDkk: '0.00', creditDkk: '793.14', customerId: null, meteringPointId: null },
            ],
          },
        ],
        next: null,
      },
    ],
  },
)

/** The values of the schemas above. */
export type ReconciliationValue = Static<typeof Reconciliation>
export type AccrualListValue = Static<typeof AccrualList>
export type LedgerTotalsValue = Static<typeof LedgerTotals>
export type LedgerEntriesValue = Static<typeof LedgerEntries>
