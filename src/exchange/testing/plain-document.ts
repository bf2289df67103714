/** A part of a document that a test replaces; undefined takes the key away. */
type Change = Readonly<Record<string, unknown>>

/** A point in the usual form. */
export function point(position: unknown, quantity?: unknown, quality?: string): object {
  return {
    position: { value: position },
    ...(quality === undefined ? {} : { quality: { value: quality } }),
    ...(quantity === undefined ? {} : { quantity }),
  }
}

/** The points 1 to n, each of the same quantity. */
export function points(n: number, quantity: number = 1.5): object[] {
  return Array.from({ length: n }, (_, k) => point(k + 1, quantity))
}

/** A transaction of 2 March 2026 in hours, without points, with changes. */
export function series(changes: Change = {}, period: Change = {}): object {
  return {
    mRID: 'tx-1',
    'marketEvaluationPoint.mRID': { codingScheme: 'A10', value: '571313000000002000' },
    'marketEvaluationPoint.type': { value: 'E17' },
    product: '8716867000030',
    'quantity_Measure_Unit.name': { value: 'KWH' },
    'registration_DateAndOrTime.dateTime': '2026-03-05T07:30:00Z',
    Period: {
      resolution: 'PT1H',
      timeInterval: interval('2026-03-01T23:00Z', '2026-03-02T23:00Z'),
      Point: points(24),
      ...period,
    },
    ...changes,
  }
}

/** A time interval as a document has it. */
export function interval(start: string, end: string): object {
  return { start: { value: start }, end: { value: end } }
}

/** A good document of the given transactions, with changes to its head. */
export function documentOf(transactions: readonly unknown[], head: Change = {}): object {
  return {
    NotifyValidatedMeasureData_MarketDocument: {
      mRID: 'message-1',
      'businessSector.type': { value: '23' },
      createdDateTime: '2026-03-05T07:30:54Z',
      'process.processType': { value: 'E23' },
      'receiver_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790001330552' },
      'receiver_MarketParticipant.marketRole.type': { value: 'DGL' },
      'sender_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790000432752' },
      'sender_MarketParticipant.marketRole.type': { value: 'MDR' },
      type: { value: 'E66' },
      Series: transactions,
      ...head,
    },
  }
}

/** The bytes of a value as JSON. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}
