import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, formatInstant, marketDay, parseInstant, type MarketDay } from '../kernel/index.ts'
import {
  openEngine,
  parquet,
  slots,
  valuesRelation,
  type ColumnSpec,
  type Engine,
  type LiteralValue,
} from '../platform/index.ts'
import { runsOfDays } from './area-runs.ts'
import type { ReportFile } from './open-report.ts'
import { headerOf } from './report-columns.ts'
import { reportFiles } from './report-files.ts'
import type { ReportInput } from './report-input.ts'
import type { Viewer } from './report-role.ts'
import { reportedLinkSql, reportedPointSql } from './reported-points.ts'

// Random markets over the days around the 23-hour day: three areas that change hands between two grid companies, three
// suppliers, the system operator. What each sees is compared with plain loops over days: no row of another, and every own one.
const DAYS = Array.from({ length: 5 }, (_, n) => addDays(marketDay('2026-03-27', 'Europe/Copenhagen'), n))
const AREAS = ['801', '802', '803'] as const
const SUPPLIERS = ['5790000000012', '5790000000029', '5790000000036'] as const
const COMPANIES = ['5790000008018', '5790000008025'] as const
const SYSTEM = '5790000432752'
const OPERATOR = '5790001330552'
const CHARGES = [
  { id: 1, code: 'T0', owner: COMPANIES[0], isTax: false },
  { id: 2, code: 'T1', owner: COMPANIES[1], isTax: false },
  { id: 3, code: 'EA', owner: SYSTEM, isTax: true },
  { id: 4, code: 'X1', owner: SYSTEM, isTax: false },
] as const
const VIEWERS: readonly Viewer[] = [
  { role: 'datahub_administrator', actorId: OPERATOR },
  ...SUPPLIERS.map((actorId) => ({ role: 'energy_supplier', actorId }) as const),
  ...COMPANIES.map((actorId) => ({ role: 'grid_access_provider', actorId }) as const),
  { role: 'system_operator', actorId: SYSTEM },
]
const VERSION = 7n

const dayAt = fc.nat(DAYS.length)
const market = fc.record({
  /** from which day each area is the second company's */
  handover: fc.array(dayAt, { minLength: 3, maxLength: 3 }),
  points: fc.array(
    fc.record({
      area: fc.nat(2),
      kind: fc.constantFrom('consumption', 'production', 'exchange', 'electrical_heating'),
      supplier: fc.nat(2),
      nextSupplier: fc.nat(2),
      changesOn: dayAt,
      from: dayAt,
      to: dayAt,
      parent: fc.nat(19),
      charges: fc.array(fc.record({ charge: fc.nat(3), from: dayAt, to: dayAt }), { maxLength: 4 }),
    }),
    { minLength: 20, maxLength: 40 },
  ),
  priced: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  amounts: fc.array(
    fc.record({ area: fc.nat(2), supplier: fc.nat(2), charge: fc.nat(3), day: fc.nat(DAYS.length - 1) }),
    { minLength: 20, maxLength: 60 },
  ),
})
type Market = typeof market extends fc.Arbitrary<infer M> ? M : never

/** A point on the days of a period in which nothing about it changes; days by number from the first. */
interface Period {
  readonly id: string
  readonly type: string
  readonly area: string
  readonly parent: string | null
  readonly supplier: string | null
  readonly from: number
  readonly to: number
}

let engine: Engine
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'role-isolation-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

const idOf = (n: number): string => `5713130000000${String(n).padStart(5, '0')}`
const dateOf = (n: number): string => addDays(DAYS[0] as MarketDay, n).date

function periodsOf({ points }: Market): Period[] {
  return points.flatMap(({ area, kind, supplier, nextSupplier, changesOn, from, to, parent }, n) => {
    const isChild = kind === 'electrical_heating'
    const point = { id: idOf(n), type: kind, area: AREAS[area] ?? '', parent: isChild ? idOf(parent) : null }
    const supplierOf = (s: number): string | null => (isChild || kind === 'exchange' ? null : (SUPPLIERS[s] ?? null))
    return [
      { ...point, supplier: supplierOf(supplier), from, to: Math.min(to, changesOn) },
      { ...point, supplier: supplierOf(nextSupplier), from: Math.max(from, changesOn), to },
    ].filter((period) => period.from < period.to)
  })
}

function linksOf({ points }: Market): { point: string; charge: (typeof CHARGES)[number]; from: number; to: number }[] {
  return points.flatMap(({ charges }, n) => {
    const first = charges.filter((link, at) => charges.findIndex(({ charge }) => charge === link.charge) === at)
    return first.flatMap(({ charge, from, to }) =>
      from < to ? [{ point: idOf(n), charge: CHARGES[charge] ?? CHARGES[0], from, to }] : [],
    )
  })
}

const companyOf = ({ handover }: Market, area: string, day: number): string =>
  day >= (handover[AREAS.indexOf(area as '801')] ?? 0) ? COMPANIES[1] : COMPANIES[0]

function seesArea(given: Market, { role, actorId }: Viewer, area: string, day: number): boolean {
  return role !== 'grid_access_provider' || companyOf(given, area, day) === actorId
}

function seesCharge({ role, actorId }: Viewer, { owner, isTax }: (typeof CHARGES)[number]): boolean {
  if (role === 'grid_access_provider') return isTax || owner === actorId
  return role !== 'system_operator' || (owner === actorId && !isTax)
}

/** What a viewer must see, file by file, as texts that name each row of a day. */
function expected(given: Market, viewer: Viewer): Record<string, Set<string>> {
  const seen: Record<string, Set<string>> = Object.fromEntries(FILES.map(({ prefix }) => [prefix, new Set<string>()]))
  const periods = periodsOf(given)
  const links = linksOf(given)
  const supplierOn = (id: string | null, day: number): string | null | undefined =>
    periods.find((period) => period.id === id && period.from <= day && day < period.to && period.parent === null)
      ?.supplier
  for (const [day] of DAYS.entries()) {
    for (const period of periods) {
      const { id, type, area, parent } = period
      if (day < period.from || day >= period.to) continue
      const supplier = parent === null ? period.supplier : supplierOn(parent, day)
      if (supplier === undefined || !seesArea(given, viewer, area, day)) continue
      if (viewer.role === 'energy_supplier' && supplier !== viewer.actorId) continue
      const own = links.filter(
        (link) => link.point === id && link.from <= day && day < link.to && seesCharge(viewer, link.charge),
      )
      if (viewer.role === 'system_operator' && own.length === 0) continue
      seen['MDMP']?.add(`${id} ${day}`)
      seen['TSSD60']?.add(`${id} ${day}`)
      if (type === 'exchange') continue
      for (const { charge } of own) {
        seen['CHARGELINK']?.add(`${id} ${charge.code} ${day}`)
        if (isPriced(given, charge.id, day)) seen['CHARGEPRICE']?.add(`${charge.code} ${day}`)
      }
    }
    for (const area of AREAS) {
      if (!seesArea(given, viewer, area, day)) continue
      if (viewer.role !== 'energy_supplier') seen['RESULTENERGY']?.add(`${area}  ${day}`)
      for (const supplier of SUPPLIERS) {
        const isOwn = viewer.role === 'energy_supplier' && supplier === viewer.actorId
        if (isOwn || viewer.role === 'datahub_administrator') seen['RESULTENERGY']?.add(`${area} ${supplier} ${day}`)
      }
    }
  }
  for (const { area, supplier, charge, day } of amountsOf(given)) {
    if (!seesArea(given, viewer, area, day) || (viewer.role === 'energy_supplier' && supplier !== viewer.actorId))
      continue
    if (seesCharge(viewer, charge)) seen['RESULTWHOLESALE']?.add(`${area} ${supplier} ${charge.code} ${day}`)
  }
  for (const { area, supplier, charge, owner } of monthsOf(given)) {
    if (!seesArea(given, viewer, area, 0) || (viewer.role === 'energy_supplier' && supplier !== viewer.actorId))
      continue
    const isOwner = ['grid_access_provider', 'system_operator'].includes(viewer.role)
    const isSeen = charge === undefined ? owner === (isOwner ? viewer.actorId : null) : seesCharge(viewer, charge)
    if (isSeen) seen['RESULTMONTHLY']?.add(`${area} ${supplier} ${charge?.code ?? ''} ${owner ?? ''}`)
  }
  return seen
}

const isPriced = ({ priced }: Market, charge: number, day: number): boolean =>
  priced[(charge - 1) * DAYS.length + day] === true

function amountsOf({ amounts }: Market) {
  const all = amounts.map(({ area, supplier, charge, day }) => ({
    area: AREAS[area] ?? '',
    supplier: SUPPLIERS[supplier] ?? '',
    charge: CHARGES[charge] ?? CHARGES[0],
    day,
  }))
  const keys = all.map((each) => JSON.stringify(each))
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
}

/** Monthly amounts of each charge, and totals: of the supplier, and of each owner. */
function monthsOf(given: Market) {
  const ofCharges = [
    ...new Map(amountsOf(given).map((each) => [`${each.area} ${each.supplier} ${each.charge.code}`, each])).values(),
  ]
  const byCharge = ofCharges.map(({ area, supplier, charge }) => ({
    area,
    supplier,
    charge,
    owner: charge.owner as string | null,
  }))
  const totals = AREAS.flatMap((area) =>
    SUPPLIERS.flatMap((supplier) =>
      [null, ...COMPANIES, SYSTEM].map((owner) => ({
        area,
        supplier,
        charge: undefined,
        owner,
      })),
    ),
  )
  return [...byCharge, ...totals]
}

const FILES = reportFiles('wholesale_fixing').filter(({ prefix }) => prefix !== 'TSSD15')

async function seenBy(given: Market, viewer: Viewer): Promise<Record<string, Set<string>>> {
  const input = await inputOf(given, viewer)
  const report = { type: 'wholesale_fixing', viewer, days: DAYS, inputs: [input], currency: 'DKK' } as const
  const seen: Record<string, Set<string>> = {}
  for (const file of FILES) seen[file.prefix] = new Set(await keysIn(file, report))
  return seen
}

/** The rows of a file as texts that name them; a period is named by each of its days. */
async function keysIn(file: ReportFile, report: Parameters<ReportFile['statements']>[0]): Promise<string[]> {
  const header = headerOf(file.columns(report)).split(',')
  const keys: string[] = []
  for (const statement of file.statements(report)) {
    for (const { line } of await engine.rows<{ line: string }>(statement)) {
      const cells = line.split(',')
      const cell = (name: string): string => cells[header.indexOf(name)] ?? ''
      keys.push(...namesOf(file.prefix, cell))
    }
  }
  return keys
}

function namesOf(prefix: string, cell: (name: string) => string): string[] {
  const daysIn = (from: string, to: string): number[] =>
    [...DAYS.keys()].filter((n) => {
      const start = formatInstant(DAYS[n]?.startMs ?? 0)
      return from <= start && start < to
    })
  const day = DAYS.findIndex(({ startMs, endMs }) => {
    const ms = parseInstant(cell('STARTDATETIME')) ?? -1
    return startMs <= ms && ms < endMs
  })
  const [area, supplier, charge] = ['METERINGGRIDAREAID', 'ENERGYSUPPLIERID', 'CHARGEID'].map(cell)
  switch (prefix) {
    case 'MDMP':
      return daysIn(cell('VALIDFROM'), cell('VALIDTO')).map((n) => `${cell('METERINGPOINTID')} ${n}`)
    case 'CHARGELINK':
      return daysIn(cell('PERIODSTART'), cell('PERIODEND')).map((n) => `${cell('METERINGPOINTID')} ${charge} ${n}`)
    case 'TSSD60':
      return [`${cell('METERINGPOINTID')} ${day}`]
    case 'CHARGEPRICE':
      return [`${charge} ${day}`]
    case 'RESULTENERGY':
      return [`${area} ${supplier} ${day}`]
    case 'RESULTMONTHLY':
      return [`${area} ${supplier} ${charge} ${cell('CHARGEOWNER')}`]
    default:
      return [`${area} ${supplier} ${charge} ${day}`]
  }
}

const texts = (...names: string[]): ColumnSpec[] => names.map((name) => ({ name, type: 'VARCHAR' }))
const dates = (...names: string[]): ColumnSpec[] => names.map((name) => ({ name, type: 'DATE' }))
const whole = (...names: string[]): ColumnSpec[] => names.map((name) => ({ name, type: 'BIGINT' }))
const kwh = (name: string): ColumnSpec => ({ name, type: 'DECIMAL(18,6)' })
const flag = (name: string): ColumnSpec => ({ name, type: 'BOOLEAN' })

async function inputOf(given: Market, viewer: Viewer): Promise<ReportInput> {
  const runs = AREAS.flatMap((area) =>
    runsOfDays(
      area,
      DAYS.filter((_, day) => seesArea(given, viewer, area, day)),
    ),
  )
  const links = linksOf(given)
  const charges = {
    charge: valuesRelation(
      [...whole('charge_id'), ...texts('code', 'owner_id', 'charge_type')],
      CHARGES.map(({ id, code, owner }) => [id, code, owner, 'tariff']),
    ),
    chargePeriod: valuesRelation(
      [...whole('charge_id'), ...texts('resolution'), flag('is_tax')],
      CHARGES.map(({ id, isTax }) => [id, 'P1D', isTax]),
    ),
    linkPeriod: valuesRelation(
      [...texts('metering_point_id'), ...whole('charge_id', 'factor'), ...dates('from_day', 'to_day')],
      links.map(({ point, charge, from, to }) => [point, charge.id, 1, dateOf(from), dateOf(to)]),
    ),
    priceDay: `(select *, ${slots(99, (k) => `p_1 as p_${k + 2}`)} from ${valuesRelation(
      [...whole('charge_id'), ...dates('market_day'), kwh('p_1')],
      CHARGES.flatMap(({ id }) =>
        [...DAYS.keys()].map((day): LiteralValue[] => [id, dateOf(day), isPriced(given, id, day) ? '1' : null]),
      ),
    )} as p)`,
    monthPrice: valuesRelation([...whole('charge_id'), ...dates('month'), kwh('price')], []),
  }
  const pointPeriod = valuesRelation(
    [
      ...texts(
        'metering_point_id',
        'type',
        'settlement_method',
        'resolution',
        'grid_area',
        'from_grid_area',
        'to_grid_area',
        'parent_id',
        'energy_supplier_id',
        'loss_role',
      ),
      ...dates('from_day', 'to_day'),
    ],
    periodsOf(given).map(({ id, type, area, parent, supplier, from, to }) => [
      id,
      type,
      null,
      'PT1H',
      area,
      null,
      null,
      parent,
      supplier,
      null,
      dateOf(from),
      dateOf(to),
    ]),
  )
  const series = valuesRelation(
    [...whole('series_id'), ...texts('metering_point_id', 'stream', 'unit')],
    given.points.map((_, n) => [n, idOf(n), '', 'kWh']),
  )
  const file = async (name: string, select: string): Promise<string> =>
    parquet([(await engine.copyTo(select, join(directory, `${name}.parquet`))).path])
  const bounds = { from: dateOf(0), to: dateOf(DAYS.length) }
  const reportedPoint = await file(
    'point',
    reportedPointSql({ pointPeriod, series, charges }, { type: 'wholesale_fixing', viewer, runs, ...bounds }),
  )
  return {
    calculation: { calculationId: '', version: VERSION, inputSeq: 1n, period: { fromMs: 0, toMs: 1 }, runs },
    reportedPoint,
    links: { ...charges, reportedLink: await file('link', reportedLinkSql(reportedPoint, charges, viewer)) },
    readingDay: { 25: readings(25), 100: readings(100) },
    results: resultsOf(given),
    rowsPerDay: {
      points: 1,
      energy_result_day: 1,
      amount_per_charge_day: 1,
      monthly_amount_per_charge: 1,
      total_monthly_amount: 1,
    },
  }
}

const readings = (slotClass: 25 | 100): string =>
  `(select *, ${slots(slotClass, (k) => `cast(1 as DECIMAL(18,6)) as q_${k + 1}`)} from ${valuesRelation([...whole('series_id'), ...dates('market_day')], [])} as r)`

// Of two versions, so that rows of another calculation would show.
function resultsOf(given: Market): ReportInput['results'] {
  const versions = [VERSION, VERSION + 1n]
  const energy = versions.flatMap((version) =>
    AREAS.flatMap((area) =>
      [...DAYS.keys()].flatMap((day) =>
        [null, ...SUPPLIERS].map((supplier): LiteralValue[] => [
          version,
          area,
          supplier,
          null,
          'flex_consumption',
          supplier === null ? 'grid_area' : 'supplier',
          'PT15M',
          dateOf(day),
          version === VERSION ? '1' : null,
        ]),
      ),
    ),
  )
  const empty = (first: number, last: number, prefix: string, scale: number): string =>
    Array.from(
      { length: last - first + 1 },
      (_, n) => `cast(null as DECIMAL(18,${scale})) as ${prefix}_${first + n}`,
    ).join(', ')
  const amountColumns = [
    ...whole('calculation_version'),
    ...texts('grid_area', 'energy_supplier_id', 'charge_code', 'charge_type', 'charge_owner_id'),
    flag('is_tax'),
    ...texts('resolution', 'metering_point_type', 'settlement_method', 'quantity_unit'),
    ...dates('market_day'),
  ]
  const months = monthsOf(given)
  const monthRow = ({ area, supplier, charge, owner }: (typeof months)[number]): LiteralValue[] => [
    VERSION,
    area,
    supplier,
    dateOf(0),
    charge?.code ?? null,
    charge === undefined ? null : 'tariff',
    owner,
    charge?.isTax ?? null,
    'kWh',
    '1',
  ]
  const monthColumns: ColumnSpec[] = [
    ...whole('calculation_version'),
    ...texts('grid_area', 'energy_supplier_id'),
    ...dates('market_day'),
    ...texts('charge_code', 'charge_type', 'charge_owner_id'),
    flag('is_tax'),
    ...texts('quantity_unit'),
    kwh('amount'),
  ]
  return {
    energy_result_day: `(select *, ${empty(2, 100, 'q', 3)} from ${valuesRelation([...whole('calculation_version'), ...texts('grid_area', 'energy_supplier_id', 'metering_point_id', 'time_series_type', 'aggregation_level', 'resolution'), ...dates('market_day'), { name: 'q_1', type: 'DECIMAL(18,3)' }], energy)} as e)`,
    amount_per_charge_day: `(select *, cast(1 as DECIMAL(18,3)) as q_1, ${empty(2, 25, 'q', 3)}, ${empty(1, 25, 'p', 6)}, ${empty(1, 25, 'a', 6)} from ${valuesRelation(
      amountColumns,
      versions.flatMap((version) =>
        amountsOf(given)
          .filter(({ day }) => version === VERSION || day === 0)
          .map(({ area, supplier, charge, day }) => [
            version,
            area,
            supplier,
            charge.code,
            'tariff',
            charge.owner,
            charge.isTax,
            'P1D',
            'consumption',
            'flex',
            'kWh',
            dateOf(day),
          ]),
      ),
    )} as a)`,
    monthly_amount_per_charge: valuesRelation(
      monthColumns,
      months.filter(({ charge }) => charge !== undefined).map(monthRow),
    ),
    total_monthly_amount: valuesRelation(
      monthColumns,
      months.filter(({ charge }) => charge === undefined).map(monthRow),
    ),
  }
}

test('in any market each role sees its own rows, all of them and no others', async () => {
  await fc.assert(
    fc.asyncProperty(market, async (given) => {
      for (const viewer of VIEWERS) {
        expect({ viewer, ...(await seenBy(given, viewer)) }).toEqual({ viewer, ...expected(given, viewer) })
      }
    }),
    { numRuns: 4, endOnFailure: true },
  )
}, 120_000)
