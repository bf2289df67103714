import type { Form } from '../form/form.ts'
import type { CharacteristicsPoint } from './point.ts'

const address: Form<CharacteristicsPoint> = [
  {
    kind: 'group',
    cim: 'streetDetail',
    fields: [
      { kind: 'bare', name: 'streetCode', cim: 'code' },
      { kind: 'bare', name: 'streetName', cim: 'name' },
      { kind: 'bare', name: 'buildingNumber', cim: 'number' },
      { kind: 'bare', name: 'floor', cim: 'floorIdentification' },
      { kind: 'bare', name: 'room', cim: 'suiteNumber' },
    ],
  },
  {
    kind: 'group',
    cim: 'townDetail',
    fields: [
      { kind: 'bare', name: 'municipalityCode', cim: 'code' },
      { kind: 'bare', name: 'cityName', cim: 'name' },
      { kind: 'bare', name: 'citySubdivision', cim: 'section' },
      { kind: 'bare', name: 'countryCode', cim: 'country' },
    ],
  },
  { kind: 'bare', name: 'postCode', cim: 'postalCode' },
  { kind: 'bare', name: 'poBox', cim: 'poBox' },
]

/** `MarketEvaluationPoint`, in the order of the public sample (datahub 2.8). */
export const POINT_FORM: Form<CharacteristicsPoint> = [
  { kind: 'identified', name: 'meteringPointId', cim: 'mRID', scheme: 'A10', required: true },
  {
    kind: 'identified',
    name: 'gridAccessProviderId',
    cim: 'meteringPointResponsible_MarketParticipant.mRID',
    scheme: 'party',
  },
  { kind: 'coded', name: 'type', cim: 'type' },
  { kind: 'coded', name: 'settlementMethod', cim: 'settlementMethod' },
  { kind: 'coded', name: 'meteringMethod', cim: 'meteringMethod' },
  { kind: 'coded', name: 'connectionState', cim: 'connectionState' },
  { kind: 'bare', name: 'readCycle', cim: 'readCycle' },
  { kind: 'coded', name: 'netSettlementGroup', cim: 'netSettlementGroup' },
  { kind: 'bare', name: 'nextReadingDate', cim: 'nextReadingDate' },
  { kind: 'identified', name: 'gridArea', cim: 'meteringGridArea_Domain.mRID', scheme: 'NDK' },
  { kind: 'identified', name: 'inGridArea', cim: 'inMeteringGridArea_Domain.mRID', scheme: 'NDK' },
  { kind: 'identified', name: 'outGridArea', cim: 'outMeteringGridArea_Domain.mRID', scheme: 'NDK' },
  { kind: 'bare', name: 'powerPlantId', cim: 'linked_MarketEvaluationPoint.mRID' },
  { kind: 'measured', name: 'physicalConnectionCapacity', cim: 'physicalConnectionCapacity', unit: 'KWT' },
  { kind: 'coded', name: 'connectionType', cim: 'mPConnectionType' },
  { kind: 'coded', name: 'disconnectionMethod', cim: 'disconnectionMethod' },
  { kind: 'coded', name: 'assetType', cim: 'asset_MktPSRType.psrType' },
  { kind: 'flag', name: 'productionObligation', cim: 'productionObligation' },
  { kind: 'measured', name: 'contractedConnectionCapacity', cim: 'contractedConnectionCapacity', unit: 'KWT' },
  { kind: 'measured', name: 'ratedCurrent', cim: 'ratedCurrent', unit: 'AMP' },
  { kind: 'bare', name: 'meterNumber', cim: 'meter.mRID' },
  { kind: 'identified', name: 'energySupplierId', cim: 'energySupplier_MarketParticipant.mRID', scheme: 'party' },
  { kind: 'bare', name: 'supplyStart', cim: 'supplyStart_DateAndOrTime.dateTime' },
  {
    kind: 'group',
    cim: 'Series',
    fields: [
      { kind: 'bare', name: 'product', cim: 'product' },
      { kind: 'bare', name: 'estimatedAnnualVolume', cim: 'estimatedAnnualVolume_Quantity.quantity' },
      { kind: 'coded', name: 'unit', cim: 'quantity_Measure_Unit.name' },
    ],
  },
  { kind: 'bare', name: 'description', cim: 'description' },
  { kind: 'bare', name: 'geoInfoReference', cim: 'usagePointLocation.geoInfoReference' },
  { kind: 'group', cim: 'usagePointLocation.mainAddress', fields: address },
  { kind: 'flag', name: 'isActualAddress', cim: 'usagePointLocation.actualAddressIndicator' },
  {
    kind: 'group',
    cim: 'Parent_MarketEvaluationPoint',
    fields: [{ kind: 'bare', name: 'parentId', cim: 'mRID' }],
    holds: 'parentId',
  },
  {
    kind: 'list',
    name: 'children',
    cim: 'Child_MarketEvaluationPoint',
    fields: [
      { kind: 'bare', name: 'meteringPointId', cim: 'mRID', required: true },
      { kind: 'bare', name: 'type', cim: 'description' },
    ],
  },
]
