import type { Command } from 'commander'
import { findMarketDay, formatDecimal, formatInstant, GridbookError, SLOT_CLASSES } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { dayHistory, findSeries, type DayHistory } from '../../measurements/index.ts'
import { withEither } from '../with-either.ts'
import { print, table } from '../output.ts'

/** One delivery of a day, as it is told. */
interface ToldDelivery {
  readonly registeredAt: string
  readonly recordedSeq: string
  readonly documentId: string
  readonly transactionId: string
  /** Sum of the values it states, decimal text. */
  readonly sum: string
}

/** One state of a day. */
interface ToldVersion {
  /** Known from this number on. */
  readonly recordedSeq: string
  readonly registeredAt: string
  readonly sum: string
}

/** `gridbook readings history POINT DAY`: every delivery of a day, and the day as it became known. */
export function historyCommand(readings: Command): void {
  readings
    .command('history')
    .argument('<point>', 'the metering point')
    .argument('<day>', 'market day YYYY-MM-DD')
    .description('every delivery of a day, and the day as it became known')
    .option('--unit <unit>', 'kWh or kVArh', 'kWh')
    .option('--json', 'print as one JSON document')
    .action(
      async (
        point: string,
        date: string,
        options: { readonly unit: string; readonly json?: true },
        command: Command,
      ) => {
        const day = findMarketDay(date, dk.zone)
        if (day === undefined) throw new GridbookError('USAGE', `'${date}' is not a day; write it as 2026-03-01`)
        await withEither(command, async (hub) => {
          const seriesId = await findSeries(hub.database.pool, {
            meteringPointId: point,
            stream: '',
            unit: options.unit,
          })
          const found: {
            readonly slotClass: number
            readonly deliveries: ToldDelivery[]
            readonly versions: ToldVersion[]
          }[] = []
          for (const slotClass of seriesId === undefined ? [] : SLOT_CLASSES) {
            const history = await dayHistory(
              { slotClass, marketDay: day.dayNumber, seriesId: seriesId ?? 0 },
              hub.intake,
            )
            if (history.deliveries.length > 0) found.push({ slotClass, ...told(history, slotClass) })
          }
          print(
            { meteringPointId: point, marketDay: day.date, unit: options.unit, histories: found },
            () => text(point, day.date, found),
            options.json === true,
          )
          process.exitCode = found.length === 0 ? 1 : 0
        })
      },
    )
}

function told(
  { deliveries, asRecorded }: DayHistory,
  slotClass: number,
): { readonly deliveries: ToldDelivery[]; readonly versions: ToldVersion[] } {
  return {
    deliveries: deliveries.map((delivery) => ({
      registeredAt: formatInstant(delivery.registeredAtMs),
      recordedSeq: delivery.recordedSeq.toString(),
      documentId: delivery.documentId,
      transactionId: delivery.transactionId,
      sum: sumOf(delivery.rows.values, delivery.row, slotClass),
    })),
    versions: asRecorded.map((version) => ({
      recordedSeq: version.recordedSeq.toString(),
      registeredAt: formatInstant(version.registeredAtMs),
      sum: sumOf(version.rows.values, 0, slotClass),
    })),
  }
}

function sumOf(values: BigInt64Array, row: number, slotClass: number): string {
  return formatDecimal(
    values.subarray(row * slotClass, (row + 1) * slotClass).reduce((sum, value) => sum + value, 0n),
    6,
  )
}

function text(
  point: string,
  date: string,
  histories: readonly { readonly deliveries: ToldDelivery[]; readonly versions: ToldVersion[] }[],
): string {
  if (histories.length === 0) return `Nothing was delivered for ${point} on ${date}.`
  return histories
    .flatMap(({ deliveries, versions }) => [
      `deliveries of ${point} on ${date}, the later registration last`,
      table(
        ['registered', 'recorded', 'document', 'transaction', 'sum'],
        deliveries.map((row) => [row.registeredAt, row.recordedSeq, row.documentId, row.transactionId, row.sum]),
      ),
      '',
      'the day as it became known',
      table(
        ['recorded', 'registered', 'sum'],
        versions.map((row) => [row.recordedSeq, row.registeredAt, row.sum]),
      ),
    ])
    .join('\n')
}
