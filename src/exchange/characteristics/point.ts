/**
 * What a document says of a metering point: texts and codes as they are written, none of them judged (datahub 2.8, 2.13).
 * Absent: the document does not state it. Empty: it is there without a value, which takes the value away.
 */
export interface CharacteristicsPoint {
  /** GSRN */
  readonly meteringPointId: string
  /** GLN of the grid company */
  readonly gridAccessProviderId?: string | undefined
  /** E17 consumption, E18 production, E20 exchange, D01 to D99 */
  readonly type?: string | undefined
  /** D01 flex, E02 non-profiled */
  readonly settlementMethod?: string | undefined
  /** D01 physical, D02 virtual, D03 calculated */
  readonly meteringMethod?: string | undefined
  /** D03 new, E22 connected, E23 disconnected, D02 closed down */
  readonly connectionState?: string | undefined
  /** PT15M, PT1H, P1M */
  readonly readCycle?: string | undefined
  /** 0 to 7, 99 */
  readonly netSettlementGroup?: string | undefined
  /** month and day, such as 1201 */
  readonly nextReadingDate?: string | undefined
  /** three digits */
  readonly gridArea?: string | undefined
  /** of an exchange point: into which area, and out of which */
  readonly inGridArea?: string | undefined
  readonly outGridArea?: string | undefined
  /** GSRN of the plant */
  readonly powerPlantId?: string | undefined
  /** kW */
  readonly physicalConnectionCapacity?: string | undefined
  /** D01 direct, D02 in an installation */
  readonly connectionType?: string | undefined
  /** D01 remote, D02 manual */
  readonly disconnectionMethod?: string | undefined
  /** D01 to D99: what produces */
  readonly assetType?: string | undefined
  /** true or false */
  readonly productionObligation?: string | undefined
  /** kW */
  readonly contractedConnectionCapacity?: string | undefined
  /** A */
  readonly ratedCurrent?: string | undefined
  readonly meterNumber?: string | undefined
  /** GLN */
  readonly energySupplierId?: string | undefined
  /** an instant */
  readonly supplyStart?: string | undefined
  /** such as 8716867000030, active energy */
  readonly product?: string | undefined
  /** of measured data, such as KWH */
  readonly unit?: string | undefined
  /** in that unit */
  readonly estimatedAnnualVolume?: string | undefined
  /** where the point is to be found */
  readonly description?: string | undefined
  /** UUID of the address in the national register */
  readonly geoInfoReference?: string | undefined
  readonly streetCode?: string | undefined
  readonly streetName?: string | undefined
  readonly buildingNumber?: string | undefined
  readonly floor?: string | undefined
  readonly room?: string | undefined
  readonly municipalityCode?: string | undefined
  readonly cityName?: string | undefined
  readonly citySubdivision?: string | undefined
  /** two letters */
  readonly countryCode?: string | undefined
  readonly postCode?: string | undefined
  readonly poBox?: string | undefined
  /** true or false: whether the address is the point's own */
  readonly isActualAddress?: string | undefined
  /** GSRN of the point whose child this one is */
  readonly parentId?: string | undefined
  readonly children: readonly ChildPoint[]
}

/** A child of a metering point. */
export interface ChildPoint {
  /** GSRN */
  readonly meteringPointId: string
  /** such as D06 */
  readonly type?: string | undefined
}
