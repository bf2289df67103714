import { fixedClock, marketDay } from '../../kernel/index.ts'
import { appendActors, appendGridAreas, dk } from '../../market/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../../platform/index.ts'
import { pointId, responsibleId, supplierId } from '../example-points.ts'
import type { ProcessKind } from './process.ts'
import type { ProcessRequest, StatedFields } from './request.ts'
import { submitProcesses, type ProcessOutcome, type ProcessPorts } from './submit-processes.ts'

// Processes for tests: sound ones, of which each test changes what it is about.

/** The grid company of areas 801 and 802, and that of 803. */
export const COMPANY = '5790000000012'
/** The grid company of area 803. */
export const OTHER_COMPANY = '5790000000029'
/** The day that is today for the tests. */
export const TODAY = '2026-06-15'

/** What the grid company of 801 says of a flex consumption point when it creates it: all that the market asks for. */
export const CONSUMPTION: StatedFields = {
  type: 'consumption',
  settlementMethod: 'flex',
  resolution: 'PT15M',
  gridArea: '801',
  product: 'active_energy',
  unit: 'kWh',
  netSettlementGroup: '0',
  meteringMethod: 'physical',
  meterNumber: '12345',
  disconnectionType: 'remote',
  streetName: 'Vestergade',
  streetCode: '0304',
  buildingNumber: '16',
  postCode: '5500',
  city: 'Middelfart',
  municipalityCode: '410',
  countryCode: 'DK',
  isActualAddress: true,
  geoInfoReference: 'f26f8678-6cd3-4e12-b70e-cf96290ada94',
}

/** What it says of a production point of net settlement group 1. */
export const PRODUCTION: StatedFields = {
  ...CONSUMPTION,
  type: 'production',
  settlementMethod: null,
  netSettlementGroup: '99',
  connectionType: 'direct',
  assetType: 'wind_turbines',
  powerPlantId: pointId(900),
  capacityKw: '2000',
  productionObligation: false,
}

/** What it says of an exchange point from 802 to 801. */
export const EXCHANGE: StatedFields = {
  type: 'exchange',
  resolution: 'PT1H',
  gridArea: '801',
  fromGridArea: '802',
  toGridArea: '801',
  product: 'active_energy',
  unit: 'kWh',
  meteringMethod: 'physical',
  meterNumber: '777',
}

/** What it says of a child that tells what is supplied to the grid. */
export const CHILD: StatedFields = {
  type: 'supply_to_grid',
  resolution: 'PT15M',
  gridArea: '801',
  product: 'active_energy',
  unit: 'kWh',
  meteringMethod: 'physical',
  meterNumber: '9',
  powerPlantId: pointId(900),
}

/** A process of the grid company of 801 about the n-th example point. */
export function asked(
  kind: ProcessKind,
  n: number,
  effectiveDate: string,
  stated: StatedFields = {},
  other: Partial<ProcessRequest> = {},
): ProcessRequest {
  return {
    kind,
    meteringPointId: pointId(n),
    effectiveDate,
    stated,
    sender: { actorId: COMPANY, role: 'DDM' },
    ...other,
  }
}

/** The operator of the hub, who may ask for any process. */
export const OPERATOR = { sender: { actorId: '5790001330552', role: 'DGL' } } as const

/** The n-th example point gets its first supplier. */
export function supplied(n: number, effectiveDate: string, supplier = 1): ProcessRequest {
  const stated = { energySupplierId: supplierId(supplier), balanceResponsibleId: responsibleId(1) }
  return asked('change_energy_supplier', n, effectiveDate, stated, OPERATOR)
}

/** A flex consumption point from a day on, supplied and connected on the same day. */
export function connectedPoint(n: number, day: string): ProcessRequest[] {
  return [asked('create', n, day, CONSUMPTION), supplied(n, day), asked('connect', n, day)]
}

/** Areas 801, 802, 803 with their companies, and suppliers with their balance responsible party. */
export async function withMarket(pool: Pool): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    const area = (code: string, company: string | null) => ({
      code,
      validFrom: '2020-01-01',
      name: code,
      priceArea: null,
      meteredDataResponsibleId: company,
    })
    await appendGridAreas(trx, [area('801', COMPANY), area('802', COMPANY), area('803', OTHER_COMPANY)], seq)
    const actor = (actorId: string, role: string) => ({ actorId, name: actorId, roles: [role] })
    await appendActors(
      trx,
      [
        ...[1, 2, 3].map((n) => actor(supplierId(n), 'energy_supplier')),
        actor(responsibleId(1), 'balance_responsible'),
        actor(COMPANY, 'grid_access_provider'),
        actor(OTHER_COMPANY, 'grid_access_provider'),
      ],
      seq,
    )
  })
}

/** The clock of the tests: noon of TODAY, or of another day. */
export function portsOn(day: string = TODAY): ProcessPorts {
  return { profile: dk, clock: fixedClock(marketDay(day, dk.zone).startMs + 12 * 3_600_000) }
}

/** Submits processes in one commit. */
export async function submitted(
  pool: Pool,
  requests: readonly ProcessRequest[],
  ports: ProcessPorts = portsOn(),
): Promise<readonly ProcessOutcome[]> {
  return (await inTransaction(pool, (trx) => submitProcesses(trx, requests, ports))).outcomes
}

/** The market's codes and columns of what refuses each process; empty when it was accepted. */
export function faultsOf(outcomes: readonly ProcessOutcome[]): string[][] {
  return outcomes.map(({ findings }) => findings.map(({ code, field }) => `${code} ${field}`))
}
