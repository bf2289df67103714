import { findMarketDay, findMonth, GridbookError, nextDay, type Period } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import type { Config } from '../platform/index.ts'

/** Options that name a period: `--to` names its last day, and is the same day or month when left out. */
export interface PeriodOptions {
  readonly from: string
  readonly to?: string
}

/** The instants of the period, half open. @throws GridbookError USAGE */
export function periodOfOptions({ from, to }: PeriodOptions): Period {
  return { fromMs: boundsOf(from).fromMs, toMs: boundsOf(to ?? from).toMs }
}

/** The market days of the period, half open. @throws GridbookError USAGE */
export function daysOfOptions({ from, to }: PeriodOptions): { readonly fromDay: string; readonly toDay: string } {
  return { fromDay: boundsOf(from).first, toDay: boundsOf(to ?? from).end }
}

function boundsOf(text: string): Period & { readonly first: string; readonly end: string } {
  const day = findMarketDay(text, dk.zone)
  if (day !== undefined) return { fromMs: day.startMs, toMs: day.endMs, first: day.date, end: nextDay(day).date }
  const month = findMonth(text, dk.zone)
  const [first, last] = [month?.days.at(0), month?.days.at(-1)]
  if (month === undefined || first === undefined || last === undefined)
    throw new GridbookError('USAGE', `'${text}' is neither a day 2026-03-01 nor a month 2026-03`)
  return { fromMs: month.fromMs, toMs: month.toMs, first: first.date, end: nextDay(last).date }
}

/** Who the supplier is. @throws GridbookError CONFIG_INVALID when the setting is not given */
export function requireActorId({ actorId }: Config): string {
  if (actorId !== undefined) return actorId
  throw new GridbookError('CONFIG_INVALID', 'actorId is not set: the GLN or EIC of this supplier', { field: 'actorId' })
}
