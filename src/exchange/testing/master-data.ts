import type { CharacteristicsPoint } from '../characteristics/point.ts'
import type { DocumentHeader } from '../document/head-text.ts'

/** The head of a document of master data, from the hub to a supplier unless changed. */
export function masterDataHead(changes: Partial<DocumentHeader>): DocumentHeader {
  return {
    messageId: 'message-1',
    documentType: 'E07',
    processType: 'E32',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 3, 1, 7, 30, 54),
    senderId: '5790001330552',
    senderRole: 'DDZ',
    receiverId: '5790000432752',
    receiverRole: 'DDQ',
    ...changes,
  }
}

/** A point of which everything is stated. */
export const WHOLE_POINT: CharacteristicsPoint = {
  meteringPointId: '571313000000000068',
  gridAccessProviderId: '5790001089030',
  type: 'E17',
  settlementMethod: 'D01',
  meteringMethod: 'D01',
  connectionState: 'E22',
  readCycle: 'PT15M',
  netSettlementGroup: '6',
  nextReadingDate: '0301',
  gridArea: '031',
  inGridArea: '151',
  outGridArea: '031',
  powerPlantId: '571313000000000075',
  physicalConnectionCapacity: '13.50',
  connectionType: 'D02',
  disconnectionMethod: 'D01',
  assetType: 'D11',
  productionObligation: 'false',
  contractedConnectionCapacity: '0220',
  ratedCurrent: '32',
  meterNumber: '0029746',
  energySupplierId: '11XDANSKECOM---P',
  supplyStart: '2019-02-11T23:00:00Z',
  product: '8716867000030',
  unit: 'KWH',
  estimatedAnnualVolume: '4000',
  description: 'behind the "garage" & the <shed>, Ærø',
  geoInfoReference: 'f26f8678-6cd3-4e12-b70e-cf96290ada94',
  streetCode: '0304',
  streetName: 'Vestergade',
  buildingNumber: '16B',
  floor: '2',
  room: 'tv',
  municipalityCode: '0526',
  cityName: 'Middelfart',
  citySubdivision: 'Strib',
  countryCode: 'DK',
  postCode: '0999',
  poBox: '12',
  isActualAddress: 'true',
  parentId: '571313000000000082',
  children: [
    { meteringPointId: '571313000000000099', type: 'D06' },
    { meteringPointId: '571313000000000105', type: 'D14' },
  ],
}
