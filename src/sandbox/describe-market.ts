import { OWN_AREAS } from './fixed-points.ts'
import { balanceResponsibleGln, supplierGln } from './identities.ts'
import { dayOf, planMarket } from './market.ts'
import type { MarketOptions, MarketSettings } from './options.ts'
import { SUPPLIER_COUNT } from './ordinary-point.ts'

/** What a market will be, known without generating it. */
export interface MarketDescription {
  readonly settings: MarketSettings
  /** Points by grid area, fixed ones included. */
  readonly meteringPoints: readonly {
    readonly gridArea: string
    readonly isSettled: boolean
    readonly count: number
  }[]
  readonly suppliers: readonly string[]
  readonly balanceResponsibles: readonly string[]
  /** First and last market day, and the length of the month. */
  readonly period: {
    readonly firstDay: string
    readonly lastDay: string
    readonly days: number
    readonly hours: number
  }
  /** Readings of the month when every correction has arrived, within a few percent: points start, stop and change. */
  readonly approximateReadings: number
}

/** Describes a market. @throws GridbookError CONFIG_INVALID when an option is out of its range */
export function describeMarket(options: MarketOptions): MarketDescription {
  const plan = planMarket(options)
  const { settings, days, layout } = plan
  const hours = days.reduce((sum, { day }) => sum + day.hours, 0)
  const hourlyPoints = BigInt(settings.meteringPoints) * BigInt(settings.hourlyPercent)
  return {
    settings,
    meteringPoints: layout.areas.map(({ area, from, to }) => ({
      gridArea: area,
      isSettled: OWN_AREAS.some((own) => own === area),
      count: to - from,
    })),
    suppliers: Array.from({ length: SUPPLIER_COUNT }, (_, supplier) => supplierGln(supplier)),
    balanceResponsibles: [0, 1].map((party) => balanceResponsibleGln(party)),
    period: {
      firstDay: dayOf(plan, 0).day.date,
      lastDay: dayOf(plan, days.length - 1).day.date,
      days: days.length,
      hours,
    },
    approximateReadings: Number((BigInt(hours) * (BigInt(settings.meteringPoints) * 400n - 3n * hourlyPoints)) / 100n),
  }
}
