import {
  assetTypeCode,
  assetTypeOf,
  connectionStateCode,
  connectionStateOf,
  connectionTypeCode,
  connectionTypeOf,
  disconnectionMethodCode,
  disconnectionMethodOf,
  meteringMethodCode,
  meteringMethodOf,
  meteringPointTypeCode,
  meteringPointTypeOf,
  productCode,
  productOf,
  quantityUnitCode,
  quantityUnitOf,
  settlementMethodCode,
  settlementMethodOf,
  type CharacteristicsPoint,
} from '../exchange/index.ts'
import { isResolution } from '../kernel/index.ts'
import { NET_SETTLEMENT_GROUPS, type PointMasterData } from '../metering-points/index.ts'

/** A field of a metering point with its place in a document, and how its text there is read and written. */
export interface DocumentField {
  readonly field: keyof PointMasterData
  readonly name: Exclude<keyof CharacteristicsPoint, 'children'>
  /** the value that a text states; undefined: a code that the market does not have */
  readonly read: (text: string) => string | boolean | undefined
  readonly write: (value: never) => string
}

const text = (name: DocumentField['name'], field: keyof PointMasterData): DocumentField => ({
  field,
  name,
  read: (value) => value,
  write: (value: string) => value,
})
const truth = (name: DocumentField['name'], field: keyof PointMasterData): DocumentField => ({
  field,
  name,
  read: (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined),
  write: (value: boolean) => String(value),
})
const coded = <Word extends string>(
  name: DocumentField['name'],
  field: keyof PointMasterData,
  read: (code: string) => Word | undefined,
  write: (word: Word) => string,
): DocumentField => ({ field, name, read, write })
/** A code that stands for itself. */
const itself = (name: DocumentField['name'], field: keyof PointMasterData, isCode: (text: string) => boolean) =>
  coded(
    name,
    field,
    (code) => (isCode(code) ? code : undefined),
    (code) => code,
  )

/** MMDD */
const FIRST_OF_MONTH = /^(0[1-9]|1[0-2])01$/

/** Every field of RSM-021 and RSM-022 that is a field of a metering point (datahub 2.8). */
export const DOCUMENT_FIELDS: readonly DocumentField[] = [
  coded('type', 'type', meteringPointTypeOf, meteringPointTypeCode),
  coded('settlementMethod', 'settlementMethod', settlementMethodOf, settlementMethodCode),
  coded('meteringMethod', 'meteringMethod', meteringMethodOf, meteringMethodCode),
  coded('connectionState', 'connectionState', connectionStateOf, connectionStateCode),
  itself('readCycle', 'resolution', (code) => code === 'P1M' || isResolution(code)),
  itself('netSettlementGroup', 'netSettlementGroup', (code) => NET_SETTLEMENT_GROUPS.some((group) => group === code)),
  itself('nextReadingDate', 'scheduledMeterReadingDate', (code) => FIRST_OF_MONTH.test(code)),
  text('gridArea', 'gridArea'),
  text('inGridArea', 'toGridArea'),
  text('outGridArea', 'fromGridArea'),
  text('powerPlantId', 'powerPlantId'),
  text('physicalConnectionCapacity', 'capacityKw'),
  coded('connectionType', 'connectionType', connectionTypeOf, connectionTypeCode),
  coded('disconnectionMethod', 'disconnectionType', disconnectionMethodOf, disconnectionMethodCode),
  coded('assetType', 'assetType', assetTypeOf, assetTypeCode),
  truth('productionObligation', 'productionObligation'),
  text('contractedConnectionCapacity', 'powerLimitKw'),
  text('ratedCurrent', 'currentLimitAmpere'),
  text('meterNumber', 'meterNumber'),
  text('energySupplierId', 'energySupplierId'),
  coded('product', 'product', productOf, productCode),
  coded('unit', 'unit', quantityUnitOf, quantityUnitCode),
  text('description', 'locationDescription'),
  text('geoInfoReference', 'geoInfoReference'),
  text('streetCode', 'streetCode'),
  text('streetName', 'streetName'),
  text('buildingNumber', 'buildingNumber'),
  text('floor', 'floor'),
  text('room', 'room'),
  text('municipalityCode', 'municipalityCode'),
  text('cityName', 'city'),
  text('citySubdivision', 'citySubdivision'),
  text('countryCode', 'countryCode'),
  text('postCode', 'postCode'),
  truth('isActualAddress', 'isActualAddress'),
  text('parentId', 'parentId'),
]
