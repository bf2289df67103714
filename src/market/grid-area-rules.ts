import { finding, parseGridArea, warning } from '../kernel/index.ts'
import type { Finding, Where } from '../kernel/index.ts'
import type { ActorRole } from './actor.ts'
import type { ActorDirectory } from './actor-directory.ts'
import type { AreaDirectory } from './area-directory.ts'
import { actorIdFault, emptyFault, validFromFault, wordFault } from './field-faults.ts'
import { gridAccessProviderOf } from './grid-area.ts'
import type { GridAreaStatement, NewGridArea } from './grid-area.ts'
import type { MarketProfile } from './profile.ts'

/** Everything for which a statement about a grid area is refused whatever else is known. */
export function gridAreaFaults(area: GridAreaStatement, profile: MarketProfile, where: Where): Finding[] {
  const faults = [
    ...emptyFault(area.code, where, 'code'),
    ...codeFault(area.code, where, 'code'),
    ...emptyFault(area.validFrom, where, 'valid_from'),
    ...validFromFault(area.validFrom, profile.zone, where),
  ]
  return area.tombstone === true ? faults : [...faults, ...valueFaults(area, profile, where)]
}

function valueFaults(area: NewGridArea, { priceAreas }: MarketProfile, where: Where): Finding[] {
  return [
    ...emptyFault(area.name, where, 'name'),
    ...(area.priceArea === null ? [] : wordFault(area.priceArea, priceAreas, where, 'price_area')),
    ...actorIdFault(area.meteredDataResponsibleId ?? '', where, 'metered_data_responsible_id'),
    ...actorIdFault(area.gridAccessProviderId ?? '', where, 'grid_access_provider_id'),
    ...neighbourFaults(area, where),
  ]
}

function neighbourFaults({ code, neighbours }: NewGridArea, where: Where): Finding[] {
  const field = 'neighbours'
  return [...new Set(neighbours)].flatMap((neighbour) =>
    neighbour === code
      ? [finding('FIELD_INVALID', `grid area ${code} is not its own neighbour`, { ...where, field })]
      : codeFault(neighbour, where, field),
  )
}

function codeFault(code: string, where: Where, field: string): Finding[] {
  const parsed = parseGridArea(code, { ...where, field })
  return code === '' || parsed.ok ? [] : [parsed.error]
}

/**
 * What is doubtful about a statement beside what else is known, as warnings. Neighbours name each other, and areas and
 * actors come in files of their own: whichever came first would have to be refused, and so none is.
 * @param areas with the statement itself and all that come with it
 */
export function gridAreaDoubts(
  area: NewGridArea,
  { areas, actors }: { readonly areas: AreaDirectory; readonly actors: ActorDirectory },
  where: Where,
): Finding[] {
  const { validFrom: day, meteredDataResponsibleId } = area
  const inRole = (actorId: string | null, role: ActorRole, field: string): Finding[] =>
    actorId === null || actors.hasRoleOn(actorId, role, day)
      ? []
      : [warning('ACTOR_ROLE_UNKNOWN', `${actorId} is not known as ${role} on ${day}`, { ...where, field })]
  return [
    ...inRole(meteredDataResponsibleId, 'metered_data_responsible', 'metered_data_responsible_id'),
    ...inRole(gridAccessProviderOf(area), 'grid_access_provider', 'grid_access_provider_id'),
    ...(area.neighbours ?? [])
      .filter((neighbour) => areas.on(neighbour, day) === undefined)
      .map((neighbour) =>
        warning('GRID_AREA_UNKNOWN', `neighbour ${neighbour} is not known on ${day}`, {
          ...where,
          field: 'neighbours',
        }),
      ),
  ]
}
