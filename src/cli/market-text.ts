import type { ActorHistory, ActorPeriod, ApiClient, GridAreaHistory, GridAreaPeriod } from '../market/index.ts'
import { table } from './output.ts'

const AREA_VALUES = ['name', 'price area', 'metered data responsible', 'grid access provider', 'neighbours']

/** Grid areas in their periods. */
export function areasText(areas: readonly GridAreaPeriod[]): string {
  const rows = areas.map((area) => [area.code, ...daysOf(area), ...areaFields(area), String(area.recordedSeq)])
  return table(['area', 'from', 'to', ...AREA_VALUES, 'recorded'], rows)
}

/** The periods of a grid area, and what was stated about it. */
export function areaHistoryText({ code, periods, log }: GridAreaHistory): string {
  const stated = log.map(({ recordedSeq, validFrom, values }) => [
    String(recordedSeq),
    validFrom,
    ...(values === null ? ['withdrawn'] : areaFields(values)),
  ])
  return [
    `grid area ${code}`,
    table(
      ['from', 'to', ...AREA_VALUES],
      periods.map((period) => [...daysOf(period), ...areaFields(period)]),
    ),
    '\nas it was stated',
    table(['recorded', 'from', ...AREA_VALUES], stated),
  ].join('\n')
}

function areaFields(
  area: Pick<GridAreaPeriod, 'name' | 'priceArea' | 'meteredDataResponsibleId' | 'gridAccessProviderId' | 'neighbours'>,
): string[] {
  return [
    area.name,
    area.priceArea ?? '',
    area.meteredDataResponsibleId ?? '',
    area.gridAccessProviderId ?? '',
    area.neighbours?.join(' ') ?? '',
  ]
}

/** Parties of the market in their periods. */
export function actorsText(actors: readonly ActorPeriod[]): string {
  const rows = actors.map((actor) => [
    actor.actorId,
    ...daysOf(actor),
    actor.name,
    actor.roles.join(' '),
    String(actor.recordedSeq),
  ])
  return table(['actor', 'from', 'to', 'name', 'roles', 'recorded'], rows)
}

/** The periods of an actor, and what was stated about it. */
export function actorHistoryText({ actorId, periods, log }: ActorHistory): string {
  const stated = log.map(({ recordedSeq, validFrom, values }) => [
    String(recordedSeq),
    validFrom,
    ...(values === null ? ['withdrawn'] : [values.name, values.roles.join(' ')]),
  ])
  return [
    `actor ${actorId}`,
    table(
      ['from', 'to', 'name', 'roles'],
      periods.map((period) => [...daysOf(period), period.name, period.roles.join(' ')]),
    ),
    '\nas it was stated',
    table(['recorded', 'from', 'name', 'roles'], stated),
  ].join('\n')
}

/** Clients of the hub. */
export function clientsText(clients: readonly ApiClient[]): string {
  return table(
    ['client', 'acts for', 'role'],
    clients.map(({ clientId, actorId, role }) => [clientId, actorId, role]),
  )
}

function daysOf({ validFrom, validTo }: { readonly validFrom: string; readonly validTo: string | null }): string[] {
  return [validFrom, validTo ?? '']
}
