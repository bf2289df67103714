import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'
import { importChargeLinks, importChargePrices, importCharges } from '../src/charges/index.ts'
import { glnWithCheckDigit, marketDay, maskOf, slotCount, type SlotClass } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import type { NewPointPeriod } from '../src/metering-points/index.ts'
import {
  decimal,
  multiply,
  openRuns,
  roundHalfAway,
  slots,
  textLiteral,
  valuesRelation,
  type Runs,
} from '../src/platform/index.ts'
import { calculationRun, runCalculation, type CalculationType, type ResultTableName } from '../src/settlement/index.ts'
import type { ReportPorts } from '../src/settlement-report/index.ts'
import { microKwh } from './micro-kwh.ts'
import { openTestIntake, type TestIntake } from './intake-ports.ts'
import type { PlainDelivery } from './plain-days.ts'
import { examplePoint, pointId, recordMasterData } from './reading-documents.ts'
import { testReportPorts } from './report-desk.ts'
import { commitDeliveries } from './reading-store.ts'

/** Suppliers, and the operator of the system. */
export const [ONE, TWO] = [glnWithCheckDigit(1), glnWithCheckDigit(2)] as const
export const SYSTEM = '5790000432752'

/** A hub with calculations, for tests of what is read from them. */
export interface ReportMarketFixture {
  readonly intake: TestIntake
  readonly ports: ReportPorts
  readonly points: (rows: readonly NewPointPeriod[]) => Promise<void>
  /** kWh of every slot of a day of a point, the same in all, or by slot; undefined is not delivered */
  readonly read: (readings: readonly DayReading[]) => Promise<void>
  /** CSV lines below the header of each of the files */
  readonly charges: (lines: Partial<Record<keyof typeof HEADERS, readonly string[]>>) => Promise<void>
  /** Carries a calculation out over market days, `to` exclusive. @returns its id and version */
  readonly calculate: (
    type: CalculationType,
    areas: readonly string[],
    from: string,
    to: string,
  ) => Promise<{ readonly calculationId: string; readonly version: bigint }>
  readonly close: () => Promise<void>
}

/** A day of a point. */
export interface DayReading {
  readonly point: number
  readonly date: string
  readonly slotClass?: SlotClass
  readonly kwh: (slot: number) => string | undefined
}

/** Opens a hub without any data. */
export async function openReportMarket(): Promise<ReportMarketFixture> {
  const intake = await openTestIntake()
  const { pool, lake, engine, directory } = intake
  const calculation = {
    pool,
    lake,
    engine,
    clock: intake.ports.clock,
    zone: dk.zone,
    scratch: join(directory, 'scratch'),
  }
  const definition = calculationRun(calculation)
  let runs: Runs | undefined
  let count = 0
  return {
    intake,
    ports: testReportPorts(intake),
    points: (rows) => recordMasterData(pool, rows),
    read: async (readings) => {
      await commitDeliveries(intake.ports, readings.map(toDelivery), `readings ${(count += 1)}`)
    },
    charges: async (lines) => {
      const place = join(directory, 'csv')
      await mkdir(place, { recursive: true })
      for (const kind of ['charges', 'prices', 'hourPrices', 'links'] as const) {
        const path = join(place, `${kind}-${(count += 1)}.csv`)
        await writeFile(path, [HEADERS[kind], ...(lines[kind] ?? [])].join('\n'))
        const { findings } = await IMPORTS[kind](path, { pool, profile: dk })
        if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('; '))
      }
    },
    calculate: async (type, gridAreas, from, to) => {
      runs ??= await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
      const asked = {
        calculationId: `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`,
        type,
        gridAreas,
        period: { fromMs: marketDay(from, dk.zone).startMs, toMs: marketDay(to, dk.zone).startMs },
        profile: dk,
        isInternal: false,
        createdBy: 'a test',
        executionStartMs: 0,
      }
      const done = await runCalculation(asked, { ports: calculation, runs, definition, codeVersion: '1.2.3' })
      return { calculationId: asked.calculationId, version: done.calculation.version }
    },
    close: async () => {
      await runs?.close()
      await intake.close()
    },
  }
}

const HEADERS = {
  charges: 'owner_id;code;type;valid_from;resolution;is_tax;name;vat',
  prices: 'owner_id;code;type;valid_from;price',
  hourPrices: `owner_id;code;type;valid_from;${Array.from({ length: 24 }, (_, n) => `price${n + 1}`).join(';')}`,
  links: 'metering_point_id;owner_id;code;type;valid_from;valid_to;factor',
} as const
const IMPORTS = {
  charges: importCharges,
  prices: importChargePrices,
  hourPrices: importChargePrices,
  links: importChargeLinks,
} as const

function toDelivery({ point, date, slotClass = 100, kwh }: DayReading): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const slotsOfDay = slotCount(day, slotClass === 25 ? 'PT1H' : 'PT15M')
  const stated = new Map(
    Array.from({ length: slotsOfDay }, (_, k) => k).flatMap((k) => {
      const value = kwh(k)
      if (value === undefined) return []
      return [[k, { quality: 'measured' as const, micro: microKwh(value) }] as const]
    }),
  )
  return {
    point: pointId(point),
    stream: '',
    slotClass,
    day: day.dayNumber,
    slots: slotsOfDay,
    registeredAtMs: 1,
    stated,
  }
}

/** Points that take what is lost and gained in a grid area. */
export function lossPoints(first: number, gridArea: string): NewPointPeriod[] {
  return [
    examplePoint(first, { gridArea, lossRole: 'grid_loss', energySupplierId: ONE }),
    examplePoint(first + 1, {
      gridArea,
      type: 'production',
      settlementMethod: null,
      lossRole: 'system_correction',
      energySupplierId: TWO,
    }),
  ]
}

/** The files of a report: the cells of each line, by column, under the first part of its name. */
export type Unzipped = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>

/** Names and texts of the files of a ZIP, in its order. */
export async function unzip(path: string): Promise<ReadonlyMap<string, string>> {
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(path)])), { checkSignature: true })
  const texts = new Map<string, string>()
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) texts.set(entry.filename, await entry.getData(new TextWriter()))
  }
  await reader.close()
  return texts
}

/** The rows of the files of a report. Cells with quotes are not read. */
export function rowsOf(files: ReadonlyMap<string, string>): Unzipped {
  return Object.fromEntries(
    [...files].map(([name, text]) => {
      const [header = '', ...lines] = text.trimEnd().split('\n')
      const columns = header.split(',')
      const rows = lines.map((line) => {
        const cells = line.split(',')
        return Object.fromEntries(columns.map((column, c) => [column, cells[c] ?? '']))
      })
      return [name.split('_')[0] ?? '', rows]
    }),
  )
}

/** A day of amounts, as wholesale settlement leaves it. */
export interface AmountDay {
  readonly charge: string
  readonly owner: string
  readonly chargeType?: 'tariff' | 'subscription' | 'fee'
  readonly isTax?: boolean
  readonly resolution: 'PT1H' | 'P1D'
  readonly type?: string
  readonly method: string | null
  readonly unit?: 'kWh' | 'pcs'
  readonly gridArea?: string
  /** kWh or pieces of slot k; null: the series has no such slot */
  readonly quantity: (slot: number) => string | null
  /** DKK; null: there is no price */
  readonly price: (slot: number) => string | null
}

/** SQL of a row of amount_per_charge_day. */
export function amountDay(version: bigint, date: string, supplier: string, day: AmountDay): string {
  const text = (value: string | null): string => (value === null ? 'cast(null as VARCHAR)' : textLiteral(value))
  const present = Array.from({ length: 25 }, (_, k) => k).filter((k) => day.quantity(k) !== null)
  const cells = slots(25, (k) => {
    const [quantity, price] = [day.quantity(k), day.quantity(k) === null ? null : day.price(k)]
    const [q, p] = [`cast(${quantity ?? 'null'} as DECIMAL(18,3))`, `cast(${price ?? 'null'} as DECIMAL(18,6))`]
    return `${q} as q_${k + 1}, ${p} as p_${k + 1}, ${decimal(roundHalfAway(multiply(q, 3, p, 6), 9, 6), 18, 6)} as a_${k + 1}`
  })
  const masks = ['present', 'missing', 'estimated', 'calculated', 'measured'].map((mask) => {
    const word = mask === 'present' || mask === 'measured' ? (maskOf(present, 25)[0] ?? 0) : 0
    return `cast(${word} as BIGINT) as ${mask}_0`
  })
  return `select cast(${version} as BIGINT) as calculation_version, ${text(day.gridArea ?? '801')} as grid_area, ${text(supplier)} as energy_supplier_id,
    DATE '${date}' as market_day, ${text(day.charge)} as charge_code, ${text(day.chargeType ?? 'tariff')} as charge_type, ${text(day.owner)} as charge_owner_id,
    ${day.isTax ?? false} as is_tax, ${text(day.resolution)} as resolution, ${text(day.type ?? 'consumption')} as metering_point_type,
    ${text(day.method)} as settlement_method, ${text(day.unit ?? 'kWh')} as quantity_unit, ${masks.join(', ')}, ${cells}`
}

type Cells = readonly (string | bigint | boolean | null)[]

/**
 * Makes files of amounts the results of a calculation of one area, until a calculation leaves them itself.
 * @param rows days: amountDay; months: version, supplier, code, type, owner, is_tax, unit, amount; totals: version, supplier, owner, amount
 */
export async function writeAmountTables(
  { intake, ports }: ReportMarketFixture,
  calculationId: string,
  rows: {
    readonly days: readonly string[]
    readonly months: readonly Cells[]
    readonly totals: readonly Cells[]
    readonly month?: string
  },
): Promise<void> {
  const place = join(intake.directory, `amounts-${calculationId}`)
  await mkdir(place, { recursive: true })
  const [day, month, total] = ['day', 'month', 'total'].map((name) => join(place, `${name}.parquet`)) as [
    string,
    string,
    string,
  ]
  const first = `DATE '${rows.month ?? '2026-10-01'}' as market_day, '801' as grid_area`
  await intake.engine.copyTo(`${rows.days.join(' union all ')} order by market_day`, day)
  await intake.engine.copyTo(
    `select *, 'PT1H' as resolution, ${first} from ${valuesRelation([...LEADING, ...CHARGE_COLUMNS, AMOUNT], rows.months)} as m`,
    month,
  )
  await intake.engine.copyTo(
    `select *, ${first} from ${valuesRelation([...LEADING, OWNER, AMOUNT], rows.totals)} as t`,
    total,
  )
  const files: Partial<Record<ResultTableName, string>> = {
    amount_per_charge_day: day,
    monthly_amount_per_charge: month,
    total_monthly_amount: total,
  }
  const { resultFiles: stored } = ports
  Object.assign(ports, {
    resultFiles: async (trx, id, table) => {
      const made = id === calculationId ? files[table] : undefined
      return made === undefined ? await stored(trx, id, table) : [made]
    },
  } satisfies Pick<ReportPorts, 'resultFiles'>)
}

const OWNER = { name: 'charge_owner_id', type: 'VARCHAR' } as const
const AMOUNT = { name: 'amount', type: 'DECIMAL(18,6)' } as const
const LEADING = [
  { name: 'calculation_version', type: 'BIGINT' },
  { name: 'energy_supplier_id', type: 'VARCHAR' },
] as const
const CHARGE_COLUMNS = [
  { name: 'charge_code', type: 'VARCHAR' },
  { name: 'charge_type', type: 'VARCHAR' },
  OWNER,
  { name: 'is_tax', type: 'BOOLEAN' },
  { name: 'quantity_unit', type: 'VARCHAR' },
] as const
