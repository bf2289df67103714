import { addDays, findMarketDay, marketDay, type MarketZone } from '../../kernel/index.ts'
import type { PointMasterData } from '../model.ts'
import { inForceOn, type PointHistory } from '../rules/history.ts'
import { findService, type Service } from './service.ts'
import type { ServiceAsk } from './service-request.ts'

/** How many market days after today a service may be wanted (datahub 3.1, BRS-039). */
export const DAYS_AHEAD = 60

/** What requests for services are judged on: what is known, and today. */
export type ServiceGround = {
  readonly zone: MarketZone
  /** market day */
  readonly today: string
  /** undefined: nothing was ever known of the point */
  readonly historyOf: (pointId: string) => PointHistory | undefined
  /** GLN or EIC of the grid company of an area on a day; undefined: nobody is known */
  readonly gridCompanyOf: (gridArea: string, day: string) => string | undefined
  /** number of the request for the service that is open for the point; undefined: none */
  readonly openRequestOf: (pointId: string, service: string) => bigint | undefined
}

/** A request as its rules look at it. */
export type AskedService = {
  readonly ask: ServiceAsk
  readonly ground: ServiceGround
  /** undefined: the market has no such service */
  readonly service: Service | undefined
  /** the wanted day; undefined: it is no market day */
  readonly day: string | undefined
  /** last day that may be wanted */
  readonly lastDay: string
  readonly isPointKnown: boolean
  /** the version of the point in force on the wanted day; undefined: there is none */
  readonly point: PointMasterData | undefined
  /** undefined: nobody is known, or the point is not */
  readonly gridCompanyId: string | undefined
}

/** Looks a request up in what is known. */
export function askedService(ask: ServiceAsk, ground: ServiceGround): AskedService {
  const { zone, today } = ground
  const day = findMarketDay(ask.wantedDay, zone)?.date
  const history = ground.historyOf(ask.meteringPointId)
  const point = day === undefined ? undefined : inForceOn(history, day)
  return {
    ask,
    ground,
    service: findService(ask.service),
    day,
    lastDay: addDays(marketDay(today, zone), DAYS_AHEAD).date,
    isPointKnown: day === undefined ? history !== undefined : point !== undefined,
    point,
    gridCompanyId: day === undefined || point === undefined ? undefined : ground.gridCompanyOf(point.gridArea, day),
  }
}
