import type { NewActor, NewGridArea } from '../market/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { countReadings } from './count-readings.ts'
import { deliveredDocument } from './delivered-document.ts'
import type { DeliveredDocument } from './delivered-document.ts'
import { documentBytes } from './document-bytes.ts'
import { planDocuments } from './document-plan.ts'
import type { PlannedDocument } from './document-plan.ts'
import { finalReadings } from './final-readings.ts'
import { marketStamp } from './identities.ts'
import type { Range } from './layout.ts'
import { planMarket } from './market.ts'
import { actors, gridAreas, pointPeriods } from './master-data.ts'
import type { MarketOptions, MarketSettings } from './options.ts'
import { readingDays } from './reading-days.ts'
import type { ReadingDays } from './reading-days.ts'
import { businessTables, chargeTables } from './supplier/business-tables.ts'
import type { ExampleTable } from './supplier/csv-table.ts'
import { hubMarketTables, hubTables, suppliedMarketTables } from './supplier/market-tables.ts'
import { pointDocuments, supplyProcessTable, type PointDocuments } from './point-documents.ts'
import { suppliedEnergy } from './supplier/supplied-energy.ts'
import type { SuppliedEnergy } from './supplier/supplied-energy.ts'
import { billTruth } from './supplier/bill-truth.ts'
import type { BillTruth } from './supplier/bill-truth.ts'
import { readingToDrop } from './supplier/reading-to-drop.ts'
import type { ReadingToDrop } from './supplier/reading-to-drop.ts'
import { wholesaleTruth } from './supplier/wholesale-truth.ts'
import type { WholesaleTruth } from './supplier/wholesale-truth.ts'
import { truthOf } from './truth.ts'
import type { MarketTruth } from './truth.ts'

/** The bytes of one document, and the name of its file. */
export interface NamedDocument {
  readonly name: string
  readonly bytes: Uint8Array
}

/** An example market. Everything is made when asked for, from the options alone; asking again gives the same. */
export interface ExampleMarket {
  readonly settings: MarketSettings
  /** Eight digits that tell this market from others. */
  readonly stamp: string
  /** How many market days the month has. */
  readonly days: number
  gridAreas(): NewGridArea[]
  actors(): NewActor[]
  /** Statements about the points, all or a range of point numbers. */
  pointPeriods(points?: Range): Generator<NewPointPeriod>
  /** The documents to come, in the order of arrival; cheap. */
  plan(): Generator<PlannedDocument>
  /** One document as it would be read: header, transactions and day rows, without JSON between. */
  deliver(planned: PlannedDocument): DeliveredDocument
  /** One document as RSM-012 CIM JSON. */
  encode(planned: PlannedDocument): Uint8Array
  /** All documents as RSM-012 CIM JSON in the order of arrival, one at a time in memory. */
  documents(): AsyncGenerator<NamedDocument>
  /** Readings as they stand in the end, for ranges of point numbers and day indexes. */
  readingDays(points: Range, days: Range): { readonly hours: ReadingDays; readonly quarters: ReadingDays }
  /** Adds up all points of a day, once; what needs the exchange of that day is fast afterwards. */
  balanceDay(dayIndex: number): void
  /** What balance settlement of the month, or of one of its hours, must find. */
  truth(at?: { readonly dayIndex: number; readonly hour: number }): MarketTruth
  /** The master data that the hub imports. */
  hubTables(): readonly ExampleTable[]
  /** The parties and areas that the hub imports before its points are created by processes. */
  hubMarketTables(): readonly ExampleTable[]
  /** The charges that the hub imports once there are points. */
  hubChargeTables(): readonly ExampleTable[]
  /** RSM-021 by which the grid companies create, connect and change their points; the same points as in hubTables. */
  pointDocuments(): PointDocuments
  /** Who supplies the points, and which take a loss: processes that the operator of the hub submits. */
  supplyProcesses(): ExampleTable
  /** All that our supplier imports: its market, charges, prices, customers, contracts and supply periods. */
  supplierTables(): readonly ExampleTable[]
  /** What the invoices of some days of the month must come to, by day indexes. */
  billTruth(days: Range): BillTruth
  /** What the hub's wholesale fixing of the month must find for our supplier. */
  wholesaleTruth(): WholesaleTruth
  /** The energy of our supplier's points in the month, by area, type and method. */
  suppliedEnergy(): readonly SuppliedEnergy[]
  /** How many readings a document states; cheap. */
  countReadings(planned: PlannedDocument): number
  /** A reading that is fit to be lost on its way to our supplier. */
  readingToDrop(): ReadingToDrop
}

/** Prepares a market. @throws GridbookError CONFIG_INVALID when an option is out of its range */
export function generateMarket(options: MarketOptions): ExampleMarket {
  const plan = planMarket(options)
  const readings = finalReadings(plan)
  const deliver = (planned: PlannedDocument): DeliveredDocument => deliveredDocument(plan, readings, planned)
  const encode = (planned: PlannedDocument): Uint8Array => documentBytes(deliver(planned))
  return {
    settings: plan.settings,
    stamp: marketStamp(plan.settings),
    days: plan.days.length,
    gridAreas: () => gridAreas(plan),
    actors,
    pointPeriods: (points) => pointPeriods(plan, points),
    plan: () => planDocuments(plan, readings),
    deliver,
    encode,
    async *documents() {
      for (const planned of planDocuments(plan, readings)) {
        yield { name: planned.name, bytes: encode(planned) }
        // Lets the rest of the process breathe between documents of some 10 MB.
        await new Promise(setImmediate)
      }
    },
    readingDays: (points, days) => readingDays(plan, readings, points, days),
    balanceDay: (dayIndex) => void readings.exchange(dayIndex),
    truth: (at) => truthOf(plan, readings, at),
    hubTables: () => [...hubTables(plan), ...chargeTables(plan)],
    hubMarketTables: () => hubMarketTables(plan),
    hubChargeTables: () => chargeTables(plan),
    pointDocuments: () => pointDocuments(plan),
    supplyProcesses: () => supplyProcessTable(plan),
    supplierTables: () => [...suppliedMarketTables(plan), ...businessTables(plan)],
    billTruth: (billed) => billTruth(plan, readings, billed),
    wholesaleTruth: () => wholesaleTruth(plan, readings),
    suppliedEnergy: () => suppliedEnergy(plan, readings),
    countReadings: (planned) => countReadings(plan, readings, planned),
    readingToDrop: () => readingToDrop(plan, readings),
  }
}
