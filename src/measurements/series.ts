import type { Pool, Transaction } from '../platform/index.ts'

/** What one column of readings belongs to. */
export interface SeriesKey {
  readonly meteringPointId: string
  /** '' in dk, the NMI suffix in au-nem. */
  readonly stream: string
  /** Such as kWh. */
  readonly unit: string
}

/**
 * The numbers of series, as known to this process. Numbers are given once and never change, so the cache needs no
 * refresh; it is filled only from committed rows or from the transaction that uses them.
 */
export class SeriesDirectory {
  // By metering point, which nearly always has one: making a text of all three parts costs more than looking it up.
  readonly #known = new Map<string, NumberedSeries[]>()

  /** The numbers of the given series in their order; unknown series are made within the transaction. */
  async numbersOf(
    trx: Transaction,
    keys: readonly SeriesKey[],
  ): Promise<{ readonly numbers: Int32Array; readonly commit: () => void }> {
    const unknown = new Map<string, SeriesKey>()
    for (const key of keys) {
      if (this.#numberOf(key) === undefined) unknown.set(textOf(key), key)
    }
    const found = unknown.size === 0 ? new Map<string, number>() : await findOrMake(trx, [...unknown.values()])
    const numbers = Int32Array.from(keys, (key) => this.#numberOf(key) ?? found.get(textOf(key)) ?? 0)
    return {
      numbers,
      commit: () => {
        for (const [text, key] of unknown) this.#keep({ ...key, number: found.get(text) ?? 0 })
      },
    }
  }

  #numberOf({ meteringPointId, stream, unit }: SeriesKey): number | undefined {
    const ofPoint = this.#known.get(meteringPointId)
    if (ofPoint === undefined) return undefined
    for (const series of ofPoint) if (series.stream === stream && series.unit === unit) return series.number
    return undefined
  }

  #keep({ meteringPointId, stream, unit, number }: NumberedSeries): void {
    if (this.#numberOf({ meteringPointId, stream, unit }) !== undefined) return
    const ofPoint = this.#known.get(meteringPointId)
    const series = { meteringPointId, stream, unit, number }
    if (ofPoint === undefined) this.#known.set(meteringPointId, [series])
    else ofPoint.push(series)
  }
}

type NumberedSeries = SeriesKey & { readonly number: number }

/** The number of a series; undefined when nothing was ever delivered for it. */
export async function findSeries(
  database: Pick<Pool | Transaction, 'query'>,
  { meteringPointId, stream, unit }: SeriesKey,
): Promise<number | undefined> {
  const { rows } = await database.query<{ series_id: number }>(
    'select series_id from measurements.series where metering_point_id = $1 and stream = $2 and unit = $3',
    [meteringPointId, stream, unit],
  )
  return rows[0]?.series_id
}

async function findOrMake(trx: Transaction, keys: readonly SeriesKey[]): Promise<Map<string, number>> {
  // Sorted, so that two writers of the same new series wait for each other instead of deadlocking.
  const sorted = keys.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
  const columns = [
    sorted.map((key) => key.meteringPointId),
    sorted.map((key) => key.stream),
    sorted.map((key) => key.unit),
  ]
  await trx.query(
    `insert into measurements.series (metering_point_id, stream, unit)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    columns,
  )
  const { rows } = await trx.query<{ series_id: number; metering_point_id: string; stream: string; unit: string }>(
    `select s.series_id, s.metering_point_id, s.stream, s.unit from measurements.series s
     join unnest($1::text[], $2::text[], $3::text[]) as k(metering_point_id, stream, unit)
       on s.metering_point_id = k.metering_point_id and s.stream = k.stream and s.unit = k.unit`,
    columns,
  )
  return new Map(
    rows.map((row) => [
      textOf({ meteringPointId: row.metering_point_id, stream: row.stream, unit: row.unit }),
      row.series_id,
    ]),
  )
}

function textOf({ meteringPointId, stream, unit }: SeriesKey): string {
  return `${meteringPointId} ${stream} ${unit}`
}
