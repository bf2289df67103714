import { parseActorIdShape } from '../../kernel/index.ts'
import type { RequestFlow } from '../request.ts'
import { isLongerThanMonths, isWholeMonth, monthNumberOf, type Asked } from './asked.ts'

/** A rule that a request must keep: the market's code and texts of the rejection, and when it is broken (settlement 5.2). */
export interface RequestRule {
  readonly code: string
  readonly flows: readonly RequestFlow[]
  /** when it is broken, for the description */
  readonly when: string
  readonly danish: string
  readonly english: string
  readonly isBroken: (asked: Asked) => boolean
}

const PERIODS: readonly RequestFlow[] = ['BRS-025', 'BRS-026', 'BRS-028']
const SETTLED: readonly RequestFlow[] = ['BRS-026', 'BRS-028']
const POINTS: readonly RequestFlow[] = ['BRS-024', 'BRS-025']
const CORRECTIONS: readonly string[] = ['D01', 'D02', 'D03']

const isRole = ({ request }: Asked, role: string): boolean => request.requester.role === role

/** Whether a field names the requester himself by a valid GLN (13 digits) or EIC (16 characters). */
const isRequester = ({ request }: Asked, id: string | undefined): boolean =>
  id !== undefined && parseActorIdShape(id).ok && id === request.requester.actorId

/** The role that must name a grid area of its own: the grid company, under the role that the flow wants of it. */
const mustNameArea = (asked: Asked): boolean => isRole(asked, asked.request.requestType === 'RSM-016' ? 'MDR' : 'DDM')

/** Rules about the requester and the combination of what he asks for. */
const WHO: readonly RequestRule[] = [
  {
    code: 'D02',
    flows: ['BRS-026'],
    when: 'the requester asks in the role DDM',
    danish: 'Netvirksomheden skal anmode om beregnede tidsserier i rollen MDR',
    english: 'The grid company must request aggregated energy in the role MDR',
    isBroken: (asked) => isRole(asked, 'DDM'),
  },
  {
    code: 'E16',
    flows: SETTLED,
    when: 'an energy supplier asks, and the field of the supplier is absent, is no GLN or EIC, or names another',
    danish: 'Elleverandøren skal angive sit eget gyldige GLN- eller EIC-nummer som elleverandør',
    english: 'An energy supplier must state its own valid GLN or EIC number as energy supplier',
    isBroken: (asked) => isRole(asked, 'DDQ') && !isRequester(asked, asked.request.series.energySupplierId),
  },
  {
    code: 'E18',
    flows: ['BRS-026'],
    when: 'a balance responsible party asks, and its field is absent, is no GLN or EIC, or names another',
    danish: 'Den balanceansvarlige skal angive sit eget gyldige GLN- eller EIC-nummer som balanceansvarlig',
    english: 'A balance responsible party must state its own valid GLN or EIC number as balance responsible party',
    isBroken: (asked) => isRole(asked, 'DDK') && !isRequester(asked, asked.request.series.balanceResponsibleId),
  },
  {
    code: 'D11',
    flows: ['BRS-026'],
    when: 'a balance responsible party asks for another process than D03 or D04',
    danish: 'En balanceansvarlig kan kun anmode med forretningsårsag D03 eller D04',
    english: 'A balance responsible party can only request with business reason D03 or D04',
    isBroken: (asked) => isRole(asked, 'DDK') && !['D03', 'D04'].includes(asked.request.processType),
  },
  {
    code: 'D11',
    flows: ['BRS-026'],
    when: 'anybody but the MDR asks for exchange, or for consumption without a settlement method',
    danish: 'Udveksling og samlet forbrug kan kun hentes af den måledataansvarlige (MDR)',
    english: 'Exchange and total consumption can only be requested by the metered data responsible (MDR)',
    isBroken: (asked) => {
      const { meteringPointType: type, settlementMethod: method } = asked.request.series
      return !isRole(asked, 'MDR') && (type === 'E20' || (type === 'E17' && method === undefined))
    },
  },
  {
    code: 'D64',
    flows: SETTLED,
    when: 'the grid company asks (026: MDR, 028: DDM) and names no grid area',
    danish: 'Netområdet skal udfyldes',
    english: 'The grid area must be stated',
    isBroken: (asked) => mustNameArea(asked) && asked.request.series.gridArea === undefined,
  },
  {
    code: 'E86',
    flows: SETTLED,
    when: 'the grid company asks (026: MDR, 028: DDM) for a grid area that is not its own',
    danish: 'Netområdet er ugyldigt: det tilhører ikke den, der anmoder',
    english: 'The grid area is invalid: it does not belong to the requester',
    isBroken: (asked) => {
      const { gridArea } = asked.request.series
      return mustNameArea(asked) && gridArea !== undefined && !asked.ownsGridArea(gridArea)
    },
  },
]

/** Rules about the codes that are stated. */
const WHAT: readonly RequestRule[] = [
  {
    code: 'D18',
    flows: ['BRS-026'],
    when: 'the metering point type is stated and none of E17, E18, E20',
    danish: 'Målepunktstypen skal være E17, E18 eller E20, eller udelades',
    english: 'The metering point type must be E17, E18 or E20, or be left out',
    isBroken: ({ request: { series } }) =>
      series.meteringPointType !== undefined && !['E17', 'E18', 'E20'].includes(series.meteringPointType),
  },
  {
    code: 'D15',
    flows: ['BRS-026'],
    when: 'a settlement method is stated without type E17, or is neither D01 nor E02',
    danish: 'Afregningsformen kan kun angives sammen med E17, og skal være D01 eller E02',
    english: 'The settlement method can only be stated together with E17, and must be D01 or E02',
    isBroken: ({ request: { series } }) =>
      series.settlementMethod !== undefined &&
      (series.meteringPointType !== 'E17' || !['D01', 'E02'].includes(series.settlementMethod)),
  },
  {
    code: 'E86',
    flows: SETTLED,
    when: 'a settlement version is stated without process D32, or is none of D01, D02, D03',
    danish: 'Korrektionens version kan kun angives sammen med D32, og skal være D01, D02 eller D03',
    english: 'The settlement version can only be stated together with D32, and must be D01, D02 or D03',
    isBroken: ({ request: { series, processType } }) =>
      series.settlementVersion !== undefined &&
      (processType !== 'D32' || !CORRECTIONS.includes(series.settlementVersion)),
  },
  {
    code: 'D23',
    flows: ['BRS-028'],
    when: 'a resolution is stated and is not P1M',
    danish: 'Opløsningen kan kun være P1M, eller udelades',
    english: 'The resolution can only be P1M, or be left out',
    isBroken: ({ request: { series } }) => series.resolution !== undefined && series.resolution !== 'P1M',
  },
  {
    code: 'D14',
    flows: ['BRS-028'],
    when: 'a charge code is longer than 10 characters',
    danish: 'Prisens kode må højst have 10 tegn',
    english: 'The code of a charge may have at most 10 characters',
    isBroken: ({ request: { series } }) => series.charges.some(({ code }) => code !== undefined && code.length > 10),
  },
]

/** Rules about the period. */
const WHEN: readonly RequestRule[] = [
  {
    code: 'E50',
    flows: PERIODS,
    when: 'start or end is absent',
    danish: 'Start- og slutdato skal udfyldes',
    english: 'Start and end must be stated',
    isBroken: ({ request: { series } }) => series.start === undefined || series.end === undefined,
  },
  {
    code: 'E50',
    flows: PERIODS,
    when: 'start is not before end',
    danish: 'Startdatoen skal ligge før slutdatoen',
    english: 'The start must be before the end',
    isBroken: ({ startMs, endMs }) => startMs !== undefined && endMs !== undefined && startMs >= endMs,
  },
  {
    code: 'D66',
    flows: PERIODS,
    when: 'start is no instant, or no local midnight',
    danish: 'Startdatoen skal være dansk midnat: ÅÅÅÅ-MM-DDT22:00:00Z om sommeren, T23:00:00Z om vinteren',
    english: 'The start must be Danish midnight: YYYY-MM-DDT22:00:00Z in summer, T23:00:00Z in winter',
    isBroken: ({ request: { series }, startMs }) => series.start !== undefined && startMs === undefined,
  },
  {
    code: 'D66',
    flows: PERIODS,
    when: 'end is no instant, or no local midnight',
    danish: 'Slutdatoen skal være dansk midnat: ÅÅÅÅ-MM-DDT22:00:00Z om sommeren, T23:00:00Z om vinteren',
    english: 'The end must be Danish midnight: YYYY-MM-DDT22:00:00Z in summer, T23:00:00Z in winter',
    isBroken: ({ request: { series }, endMs }) => series.end !== undefined && endMs === undefined,
  },
  {
    code: 'E17',
    flows: SETTLED,
    when: 'the month of the start is older than 3 years and 6 months',
    danish: 'Der kan højst anmodes om data 3 år og 6 måneder tilbage i tid',
    english: 'Data can be requested at most 3 years and 6 months back in time',
    isBroken: ({ startMs, nowMs, zone }) =>
      startMs !== undefined && monthNumberOf(startMs, zone) < monthNumberOf(nowMs, zone) - 42,
  },
  {
    code: 'E17',
    flows: ['BRS-026'],
    when: 'the period is longer than one month',
    danish: 'Der kan kun anmodes om data for én måned ad gangen',
    english: 'Data can only be requested for one month at a time',
    isBroken: ({ startMs, endMs, zone }) =>
      startMs !== undefined && endMs !== undefined && isLongerThanMonths(startMs, endMs, 1, zone),
  },
  {
    code: 'E17',
    flows: ['BRS-028'],
    when: 'the period lies in several months',
    danish: 'Der kan ikke anmodes om data på tværs af måneder for engrosfiksering og korrektioner',
    english: 'Data cannot be requested across months for wholesale fixing and corrections',
    isBroken: (asked) => isAcrossMonths(asked),
  },
  {
    code: 'E17',
    flows: ['BRS-028'],
    when: 'the period is a part of a month',
    danish: 'Der kan kun anmodes om data for en hel måned for engrosfiksering og korrektioner',
    english: 'Data can only be requested for a whole month for wholesale fixing and corrections',
    isBroken: (asked) => {
      const { startMs, endMs, zone } = asked
      if (startMs === undefined || endMs === undefined || startMs >= endMs) return false
      return !isAcrossMonths(asked) && !isWholeMonth(startMs, endMs, zone)
    },
  },
  {
    code: 'E17',
    flows: ['BRS-025'],
    when: 'the start is more than 8 years ago',
    danish: 'Der kan højst anmodes om måledata 8 år tilbage i tid',
    english: 'Measured data can be requested at most 8 years back in time',
    isBroken: ({ startMs, nowMs, zone }) => startMs !== undefined && isLongerThanMonths(startMs, nowMs, 96, zone),
  },
  {
    code: 'E17',
    flows: ['BRS-025'],
    when: 'the period is longer than 38 months',
    danish: 'Der kan højst anmodes om 38 måneders måledata ad gangen',
    english: 'Measured data can be requested for at most 38 months at a time',
    isBroken: ({ startMs, endMs, zone }) =>
      startMs !== undefined && endMs !== undefined && isLongerThanMonths(startMs, endMs, 38, zone),
  },
]

/** Rules about the metering point. */
const WHICH: readonly RequestRule[] = [
  {
    code: 'E10',
    flows: POINTS,
    when: 'there is no such metering point',
    danish: 'Målepunktet findes ikke',
    english: 'The metering point is unknown',
    isBroken: ({ point }) => point === undefined,
  },
  {
    code: 'E16',
    flows: ['BRS-024'],
    when: 'the requester is not the energy supplier of the metering point',
    danish: 'Kun målepunktets elleverandør kan anmode om årssummen',
    english: 'Only the energy supplier of the metering point can request its yearly amount',
    isBroken: (asked) => asked.point !== undefined && !(isRole(asked, 'DDQ') && asked.point.isSuppliedByRequester),
  },
  {
    code: 'D18',
    flows: ['BRS-024'],
    when: 'the metering point is neither consumption (E17) nor production (E18)',
    danish: 'Årssummen findes kun for målepunkter af typen E17 og E18',
    english: 'A yearly amount exists for metering points of type E17 and E18 only',
    isBroken: ({ point }) => point !== undefined && !['E17', 'E18'].includes(point.type),
  },
  {
    code: 'E16',
    flows: ['BRS-025'],
    when: 'an energy supplier asks for days on none of which it supplies the metering point',
    danish: 'Elleverandøren leverer ikke til målepunktet i perioden',
    english: 'The energy supplier does not supply the metering point in the period',
    isBroken: (asked) => isRole(asked, 'DDQ') && isForeign(asked),
  },
  {
    code: 'D50',
    flows: ['BRS-025'],
    when: 'a grid company (DDM, MDR) or a delegate asks for days on none of which the metering point is its own',
    danish: 'Målepunktet hører ikke under den, der anmoder, i perioden',
    english: 'The metering point is not the requester’s in the period',
    isBroken: (asked) => !isRole(asked, 'DDQ') && isForeign(asked),
  },
]

function isAcrossMonths({ startMs, endMs, zone }: Asked): boolean {
  if (startMs === undefined || endMs === undefined || startMs >= endMs) return false
  return monthNumberOf(startMs, zone) !== monthNumberOf(endMs - 1, zone)
}

// Of a period that cannot be read nothing is said about who supplied then.
function isForeign({ point, startMs, endMs }: Asked): boolean {
  return (
    point !== undefined && startMs !== undefined && endMs !== undefined && startMs < endMs && !point.isRequestersWithin
  )
}

/** Every rule that is held against a request before data are looked for, in the order of the reasons of a rejection. */
export const REQUEST_RULES: readonly RequestRule[] = [...WHO, ...WHAT, ...WHEN, ...WHICH]
