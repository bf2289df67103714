import { unitOf, type Rsm012Transaction } from '../exchange/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { SeriesDirectory } from './series.ts'

/** Appends the values of accepted transactions whose resolution is longer than a day (P1D, P1M, P1Y). */
export async function recordPeriodReadings(
  trx: Transaction,
  documents: readonly { readonly documentId: string; readonly accepted: readonly Rsm012Transaction[] }[],
  series: SeriesDirectory,
  seq: bigint,
): Promise<void> {
  const readings = documents.flatMap(({ documentId, accepted }) =>
    accepted.flatMap((transaction) =>
      (transaction.period ?? []).map((period, position) => ({ documentId, transaction, period, position })),
    ),
  )
  if (readings.length === 0) return
  const { numbers } = await series.numbersOf(
    trx,
    readings.map(({ transaction }) => ({
      meteringPointId: transaction.meteringPointId,
      stream: '',
      unit: unitOf(transaction.unit) ?? transaction.unit,
    })),
  )
  await trx.query(
    `insert into measurements.period_reading (series_id, period_from, period_to, resolution, quantity, quality, registered_at,
       position, document_id, transaction_id, recorded_seq)
     select r.series_id, to_timestamp(r.from_ms::numeric / 1000), to_timestamp(r.to_ms::numeric / 1000), r.resolution,
       r.quantity::numeric / 1000000, r.quality, r.registered_at, r.position, r.document_id, r.transaction_id, $11
     from unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[], $5::numeric[], $6::text[], $7::bigint[], $8::int[], $9::text[], $10::text[])
       as r(series_id, from_ms, to_ms, resolution, quantity, quality, registered_at, position, document_id, transaction_id)`,
    [
      [...numbers],
      readings.map(({ period }) => period.fromMs),
      readings.map(({ period }) => period.toMs),
      readings.map(({ transaction }) => transaction.resolution),
      readings.map(({ period }) => period.quantity?.toString() ?? null),
      readings.map(({ period }) => period.quality),
      readings.map(({ transaction }) => transaction.registeredAtMs),
      readings.map(({ position }) => position),
      readings.map(({ documentId }) => documentId),
      readings.map(({ transaction }) => transaction.transactionId),
      seq,
    ],
  )
}
