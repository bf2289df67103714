import type { PlanDocument } from '../../settlement/index.ts'

/** A plan with something in every list. */
export const EXAMPLE_PLAN: PlanDocument = {
  type: 'balance_fixing',
  gridAreas: ['801'],
  fromDay: '2026-03-02',
  toDay: '2026-03-03',
  recordedSeq: '41',
  areas: [
    {
      gridArea: '801',
      points: 6,
      series: 4,
      energySuppliers: 2,
      balanceResponsibles: 1,
      expectedReadingDays: 4,
      readingDays: 4,
      slots: 312,
      slotsMissing: 2,
    },
  ],
  points: [
    {
      gridArea: '801',
      type: 'consumption',
      settlementMethod: 'flex',
      connectionState: 'connected',
      hasSupplier: true,
      points: 2,
    },
    {
      gridArea: '801',
      type: 'production',
      settlementMethod: null,
      connectionState: 'new',
      hasSupplier: false,
      points: 1,
    },
  ],
  charges: [{ chargeType: 'tariff', charges: 1, links: 2, points: 2, pricedSlots: 24, slotsMissing: 0 }],
  before: [
    {
      calculationType: 'aggregation',
      calculationId: '00000000-0000-4000-8000-000000000001',
      version: '7',
      inputSeq: '40',
      gridAreas: ['801'],
      fromDay: '2026-03-02',
      toDay: '2026-03-03',
      readings: {
        readingDays: 1,
        points: 1,
        firstDays: 0,
        changedSlots: 2,
        top: [
          {
            meteringPointId: '571313174000000016',
            marketDay: '2026-03-02',
            gridArea: '801',
            kind: 'flex',
            changedSlots: 2,
            isFirst: false,
            differenceKwh: '-2.000000',
            messages: [{ messageId: 'm', transactionId: 't', registeredAt: '2026-03-05T10:00:00Z' }],
          },
        ],
      },
      points: {
        points: 1,
        pointDays: 1,
        suppliedPoints: 1,
        supplierMoves: [
          { gridArea: '801', beforeSupplierId: null, afterSupplierId: '5790000000005', points: 1, pointDays: 1 },
        ],
        top: [
          {
            meteringPointId: '571313174000000016',
            fromDay: '2026-03-02',
            toDay: '2026-03-03',
            change: 'changed',
            fields: [{ field: 'energySupplierId', before: null, after: '5790000000005' }],
          },
        ],
      },
      charges: {
        pricedCharges: 1,
        priceDays: 1,
        linkedPoints: 1,
        topPrices: [
          {
            charge: 'tariff T1 of 5790000000005',
            marketDay: '2026-03-02',
            quarters: 4,
            firstQuarter: 0,
            before: null,
            after: '0.250000',
          },
        ],
        topLinks: [
          {
            meteringPointId: '571313174000000016',
            charge: 'tariff T1 of 5790000000005',
            fromDay: '2026-03-02',
            toDay: '2026-03-03',
            before: null,
            after: 1,
          },
        ],
      },
    },
  ],
  firstAreaDays: 0,
  effects: [
    {
      gridArea: '801',
      readingDays: 1,
      kinds: [{ kind: 'flex', readingDays: 1, differenceKwh: '-2.000000' }],
      gridLossKwh: '2.000000',
    },
  ],
  time: { expectedSeconds: 1, restsOn: 'recorded', calculations: 1, readingDays: 4, seconds: '0.412' },
  findings: [
    {
      code: 'READINGS_MISSING',
      severity: 'warning',
      message: 'grid area 801 on 2026-03-02: 1 of 4 points lack 2 of 312 slots',
      gridArea: '801',
      day: '2026-03-02',
      point: '571313174000000016',
      points: 1,
      days: 1,
      slots: 2,
      rows: [{ meteringPointId: '571313174000000016', marketDay: '2026-03-02', slots: 2 }],
    },
  ],
}
