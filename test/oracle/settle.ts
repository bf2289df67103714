import { HOUR, QUARTER } from './calendar.ts'
import type { PointPeriodInput, ReadingInput, ScenarioInputs } from '../../src/settlement/index.ts'

// Settlement 1.2 to 1.7 as the text says it, slot by slot in plain loops. Slow on purpose, and on purpose without a line of
// the program: what both do wrong in the same way, no comparison can find.

type Value = { kwh: bigint; qualities: Set<string> } // 1e-8 kWh; after rounding also 1e-8, a multiple of 100,000
type Series = Map<number, Value>

export type OracleRow = {
  readonly type: string
  readonly level: string
  /** area, neighbour, supplier, balance responsible party, point */
  readonly keys: readonly (string | null)[]
  readonly time: number
  readonly milliKwh: bigint
  readonly qualities: readonly string[]
}

export function settle(inputs: ScenarioInputs): OracleRow[] {
  const { period, gridAreas, type } = inputs.arguments
  const hourly = period.toMs <= inputs.arguments.quarterlyTransitionMs
  const wholesale = type.includes('wholesale') || type.includes('correction')
  const isOwn = (area: string | null): area is string => area !== null && gridAreas.includes(area)

  const flex = new Sums()
  const nonProfiled = new Sums()
  const production = new Sums()
  const imported = new Sums()
  const exported = new Sums()
  const readings = new Map(
    inputs.readings.map((reading) => [`${reading.meteringPointId} ${reading.observedMs}`, reading]),
  )
  for (const point of inputs.points) {
    if (inputs.lossPointIds.includes(point.meteringPointId)) continue
    const series = pointSeries(point, readings, period, hourly)
    const actors = [point.gridArea, point.energySupplierId, point.balanceResponsibleId]
    if (point.type === 'production' && isOwn(point.gridArea)) production.add(actors, series)
    if (point.type === 'consumption' && isOwn(point.gridArea)) {
      if (point.settlementMethod === 'flex') flex.add(actors, series)
      if (point.settlementMethod === 'non_profiled') nonProfiled.add(actors, series)
    }
    if (point.type === 'exchange') {
      if (isOwn(point.toGridArea)) imported.add([point.toGridArea, point.fromGridArea], series)
      if (isOwn(point.fromGridArea)) exported.add([point.fromGridArea, point.toGridArea], series)
    }
  }

  const exchange = new Sums()
  for (const [key, series] of imported.all()) exchange.add(key, series)
  for (const [key, series] of exported.all()) exchange.add(key, negative(series))
  for (const sums of [flex, nonProfiled, production, exchange]) sums.round(hourly)

  const areaLoss = new Sums()
  for (const sums of [production, exchange])
    for (const [key, series] of sums.all()) areaLoss.add([key[0] ?? null], series)
  for (const sums of [flex, nonProfiled])
    for (const [key, series] of sums.all()) areaLoss.add([key[0] ?? null], negative(series))

  const positive = new Sums()
  const negativeLoss = new Sums()
  const adjustedFlex = flex.copy()
  const adjustedProduction = production.copy()
  for (const [[area], series] of areaLoss.all()) {
    for (const value of series.values()) value.qualities = new Set(['calculated'])
    for (const point of inputs.points) {
      if (!inputs.lossPointIds.includes(point.meteringPointId) || point.gridArea !== area) continue
      const takes = point.type === 'consumption' ? 1n : -1n
      const part: Series = new Map()
      for (const [time, value] of series) {
        // A slot belongs to whoever is there when it begins.
        if (time < point.fromMs || (point.toMs !== null && time >= point.toMs)) continue
        const kwh = value.kwh * takes
        part.set(time, { kwh: kwh > 0n ? kwh : 0n, qualities: new Set(['calculated']) })
      }
      const actors = [point.gridArea, point.energySupplierId, point.balanceResponsibleId]
      if (point.type === 'consumption') {
        positive.add([...actors, point.meteringPointId], part)
        adjustedFlex.add(actors, part)
      } else {
        negativeLoss.add([...actors, point.meteringPointId], part)
        adjustedProduction.add(actors, part)
      }
    }
  }

  const rows: OracleRow[] = []
  const publish = (
    name: string,
    level: string,
    sums: Sums,
    keysOf: (key: readonly (string | null)[]) => (string | null)[],
  ): void => {
    const rolled = new Sums()
    for (const [key, series] of sums.all()) rolled.add(keysOf(key), series)
    for (const [keys, series] of rolled.all()) {
      for (const [time, value] of series) {
        rows.push({
          type: name,
          level,
          keys,
          time,
          milliKwh: value.kwh / 100_000n,
          qualities: [...value.qualities].toSorted(),
        })
      }
    }
  }
  if (!wholesale)
    publish('net_exchange_per_neighboring_ga', 'neighbour', exchange, ([a, n]) => [
      a ?? null,
      n ?? null,
      null,
      null,
      null,
    ])
  publish('net_exchange_per_ga', 'grid_area', exchange, areaOnly)
  publish('temp_production', 'grid_area', production, areaOnly)
  publish('temp_flex_consumption', 'grid_area', flex, areaOnly)
  publish('grid_loss', 'grid_area', areaLoss, areaOnly)
  publish('positive_grid_loss', 'metering_point', positive, ([a, s, b, p]) => [
    a ?? null,
    null,
    s ?? null,
    b ?? null,
    p ?? null,
  ])
  publish('negative_grid_loss', 'metering_point', negativeLoss, ([a, s, b, p]) => [
    a ?? null,
    null,
    s ?? null,
    b ?? null,
    p ?? null,
  ])
  for (const [name, sums] of [
    ['production', adjustedProduction],
    ['flex_consumption', adjustedFlex],
    ['non_profiled_consumption', nonProfiled],
  ] as const) {
    publish(name, 'supplier', sums, ([a, s, b]) => [a ?? null, null, s ?? null, b ?? null, null])
    if (!wholesale) publish(name, 'balance_responsible', sums, ([a, , b]) => [a ?? null, null, null, b ?? null, null])
    publish(name, 'grid_area', sums, areaOnly)
  }
  const produced = new Sums()
  for (const [key, series] of adjustedProduction.all()) produced.add([key[0] ?? null], series)
  const exchanged = new Sums()
  for (const [key, series] of exchange.all()) exchanged.add([key[0] ?? null], series)
  const total = new Sums()
  for (const [key, series] of produced.all()) {
    const other = exchanged.get(key)
    const both: Series = new Map()
    for (const [time, value] of series) {
      const net = other?.get(time)
      if (net !== undefined)
        both.set(time, { kwh: value.kwh + net.kwh, qualities: value.qualities.union(net.qualities) })
    }
    total.add(key, both)
  }
  publish('total_consumption', 'grid_area', total, areaOnly)
  return rows
}

function areaOnly([area]: readonly (string | null)[]): (string | null)[] {
  return [area ?? null, null, null, null, null]
}

/** Sums of series by key; qualities are united. */
class Sums {
  #series = new Map<string, Series>()

  add(key: readonly (string | null)[], series: Series): void {
    const name = JSON.stringify(key)
    const sum = this.#series.get(name) ?? new Map<number, Value>()
    for (const [time, { kwh, qualities }] of series) {
      const value = sum.get(time)
      sum.set(time, { kwh: (value?.kwh ?? 0n) + kwh, qualities: (value?.qualities ?? new Set()).union(qualities) })
    }
    this.#series.set(name, sum)
  }

  get(key: readonly (string | null)[]): Series | undefined {
    return this.#series.get(JSON.stringify(key))
  }

  all(): [(string | null)[], Series][] {
    return [...this.#series].map(([name, series]) => [JSON.parse(name) as (string | null)[], series])
  }

  copy(): Sums {
    const copy = new Sums()
    for (const [key, series] of this.all()) copy.add(key, series)
    return copy
  }

  round(hourly: boolean): void {
    for (const series of this.#series.values()) {
      for (const [time, value] of series)
        value.kwh = carryRound(value.kwh, hourly ? 0 : Math.floor((time % HOUR) / QUARTER))
    }
  }
}

function negative(series: Series): Series {
  return new Map([...series].map(([time, { kwh, qualities }]) => [time, { kwh: -kwh, qualities }]))
}

// "r := q; repeat i times r := q - round3(r) + r; result round3(r)".
function carryRound(q: bigint, i: number): bigint {
  let r = q
  for (let n = 0; n < i; n++) r = q - round3(r) + r
  return round3(r)
}

function round3(kwh: bigint): bigint {
  const unit = 100_000n
  const magnitude = kwh < 0n ? -kwh : kwh
  const below = (magnitude / unit) * unit
  const rounded = magnitude - below >= unit / 2n ? below + unit : below
  return kwh < 0n ? -rounded : rounded
}

function pointSeries(
  point: PointPeriodInput,
  readings: ReadonlyMap<string, ReadingInput>,
  period: { fromMs: number; toMs: number },
  hourly: boolean,
): Series {
  const from = Math.max(point.fromMs, period.fromMs)
  const to = Math.min(point.toMs ?? period.toMs, period.toMs)
  const isHour = point.resolution === 'PT1H'
  const series: Series = new Map()
  for (let time = from; time < to; time += isHour ? HOUR : QUARTER) {
    const reading = readings.get(`${point.meteringPointId} ${time}`)
    const kwh = (reading?.microKwh ?? 0n) * 100n
    const qualities = new Set([reading?.quality ?? 'missing'])
    if (isHour && !hourly) for (let n = 0; n < 4; n++) series.set(time + n * QUARTER, { kwh: kwh / 4n, qualities })
    else series.set(time, { kwh, qualities })
  }
  return hourly ? hoursOf(series) : series
}

function hoursOf(series: Series): Series {
  const hours: Series = new Map()
  for (const [time, { kwh, qualities }] of series) {
    const hour = time - (time % HOUR)
    const value = hours.get(hour)
    hours.set(hour, { kwh: (value?.kwh ?? 0n) + kwh, qualities: (value?.qualities ?? new Set()).union(qualities) })
  }
  for (const value of hours.values()) value.qualities = new Set([oneQuality(value.qualities)])
  return hours
}

function oneQuality(qualities: ReadonlySet<string>): string {
  if (qualities.has('calculated')) return 'calculated'
  if (qualities.has('estimated')) return 'estimated'
  if (qualities.has('measured') && qualities.has('missing')) return 'estimated'
  return qualities.has('measured') ? 'measured' : 'missing'
}
