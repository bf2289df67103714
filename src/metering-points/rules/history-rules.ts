import { parseGridArea, type ErrorCode } from '../../kernel/index.ts'
import { canBeChildOf, isExchangeType, isMeteringPointType } from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import { inDanish, typeInDanish } from './danish-words.ts'
import { inForceOn, type PointHistory } from './history.ts'
import type { Holds } from './rule.ts'

/** What the rules look into: the histories as they would become, and the grid areas. */
export type Surroundings = {
  /** undefined: nothing is, or would be, known of the point */
  readonly historyOf: (pointId: string) => PointHistory | undefined
  /** whether anything was known of the point and day before: a statement or its withdrawal */
  readonly wasKnown: (pointId: string, day: string) => boolean
  /** whether the point's statement of that day is among those that are checked now */
  readonly isNew: (pointId: string, day: string) => boolean
  readonly areaExistsOn: (code: string, day: string) => boolean
}

/** A version of a point from a day on, in its surroundings. */
export type Version = {
  readonly pointId: string
  /** market day */
  readonly day: string
  readonly values: PointMasterData
  readonly history: PointHistory
  /** the version of its parent that is in force on the day; undefined: it has none, or that is not known */
  readonly parent: PointMasterData | undefined
  readonly around: Surroundings
}

/** A rule of settlement 6.1 about a version among the point's other versions, its parent and the grid areas. */
export type HistoryRule = {
  readonly code: ErrorCode
  readonly field: string
  readonly holds: Holds
  readonly when: string
  readonly broken: (version: Version) => boolean
  readonly english: (version: Version) => string
  readonly danish: (version: Version) => string
}

// Whoever is closed down no longer needs a parent.
const hasParent = ({ values }: Version): boolean => values.parentId !== null && values.connectionState !== 'closed_down'
const isReactive = (version: Version): boolean =>
  hasParent(version) && version.values.type === 'exchange_reactive_energy'

/** Rules about a point's own history. */
const OWN: readonly HistoryRule[] = [
  {
    code: 'TYPE_CHANGED',
    field: 'type',
    holds: 'always',
    when: 'the point has another type',
    broken: (v) => typeKnown(v).type !== v.values.type,
    english: (v) => `the point is ${typeKnown(v).type} (${typeKnown(v).since}), not ${v.values.type}`,
    danish: (v) => `målepunktet er af typen ${typeInDanish(typeKnown(v).type)}, ikke ${typeInDanish(v.values.type)}`,
  },
  {
    code: 'POINT_CLOSED',
    field: 'connection_state',
    holds: 'always',
    when: 'the point is closed down from an earlier day on',
    broken: (v) => closedSince(v) !== undefined,
    english: (v) => `the point is closed down since ${closedSince(v)}`,
    danish: (v) => `målepunktet er nedlagt siden ${closedSince(v)}`,
  },
  {
    code: 'POINT_CLOSED',
    field: 'connection_state',
    holds: 'always',
    when: 'the point is closed down, and something is registered from a later day on',
    broken: (v) => closedSince(v) === undefined && afterClosing(v) !== undefined,
    english: (v) => `a period from ${afterClosing(v)} on stands after the closing day; withdraw it first`,
    danish: (v) => `der er registreret noget fra ${afterClosing(v)}, efter nedlæggelsen`,
  },
]

/** Rules about a point and its parent (settlement 6.1: type groups and coupling). */
const COUPLING: readonly HistoryRule[] = [
  {
    code: 'PARENT_UNKNOWN',
    field: 'parent_id',
    holds: 'always',
    when: 'there is no such parent on that day',
    broken: (v) => hasParent(v) && v.parent === undefined,
    english: (v) => `the parent ${v.values.parentId} is unknown on ${v.day}`,
    danish: (v) => `parent-målepunktet ${v.values.parentId} findes ikke den ${v.day}`,
  },
  {
    code: 'PARENT_TYPE',
    field: 'parent_id',
    holds: 'always',
    when: 'the type of the child does not go with that of the parent',
    broken: (v) =>
      hasParent(v) &&
      v.parent !== undefined &&
      isMeteringPointType(v.values.type) &&
      !canBeChildOf(v.values.type, v.parent.type),
    english: (v) => `${v.values.type} cannot be the child of ${v.parent?.type}`,
    danish: (v) =>
      `${typeInDanish(v.values.type)} kan ikke være child-målepunkt til ${typeInDanish(v.parent?.type ?? '')}`,
  },
  {
    code: 'PARENT_AREA',
    field: 'parent_id',
    holds: 'always',
    when: 'the parent lies in another grid area',
    broken: (v) => hasParent(v) && v.parent !== undefined && v.parent.gridArea !== v.values.gridArea,
    english: (v) => `the parent lies in grid area ${v.parent?.gridArea}, not in ${v.values.gridArea}`,
    danish: (v) => `parent-målepunktet ligger i netområde ${v.parent?.gridArea}, ikke i ${v.values.gridArea}`,
  },
  {
    code: 'PARENT_CLOSED',
    field: 'parent_id',
    holds: 'always',
    when: 'the parent is closed down',
    broken: (v) => hasParent(v) && v.parent?.connectionState === 'closed_down',
    english: () => 'the parent is closed down',
    danish: () => 'parent-målepunktet er nedlagt',
  },
  {
    code: 'RESOLUTION',
    field: 'resolution',
    holds: 'processes',
    when: 'resolution is not that of the parent: exchange_reactive_energy',
    broken: (v) => isReactive(v) && v.parent !== undefined && v.parent.resolution !== v.values.resolution,
    english: (v) => `reactive energy is read as its parent, ${v.parent?.resolution}, not ${v.values.resolution}`,
    danish: (v) =>
      `reaktiv energi skal aflæses som sit parent-målepunkt, ${v.parent?.resolution}, ikke ${v.values.resolution}`,
  },
  {
    code: 'METERING_METHOD',
    field: 'parent_id',
    holds: 'processes',
    when: 'the parent is not physical: exchange_reactive_energy',
    broken: (v) => isReactive(v) && v.parent !== undefined && v.parent.meteringMethod !== 'physical',
    english: (v) => `the parent of reactive energy is physical, not ${v.parent?.meteringMethod ?? 'without a method'}`,
    danish: (v) =>
      `parent-målepunktet til reaktiv energi skal være fysisk, ikke ${inDanish(v.parent?.meteringMethod ?? 'uden art')}`,
  },
  {
    code: 'METERING_METHOD',
    field: 'metering_method',
    holds: 'processes',
    when: 'metering method is not that of the parent: own_production',
    broken: (v) =>
      hasParent(v) &&
      v.values.type === 'own_production' &&
      v.parent !== undefined &&
      v.parent.meteringMethod !== v.values.meteringMethod,
    english: (v) => `own production is metered as its parent, ${v.parent?.meteringMethod ?? 'without a method'}`,
    danish: (v) =>
      `egenproduktion skal have samme art som sit parent-målepunkt, ${inDanish(v.parent?.meteringMethod ?? 'ingen')}`,
  },
]

/** Rules about the grid areas that are named. */
const AREAS: readonly HistoryRule[] = [
  areaRule('grid_area', (v) => v.values.gridArea),
  areaRule('from_grid_area', (v) => (isExchangeType(v.values.type) ? v.values.fromGridArea : null)),
  areaRule('to_grid_area', (v) => (isExchangeType(v.values.type) ? v.values.toGridArea : null)),
]

/** Every rule about a version in its surroundings, in the order in which they are reported. */
export const HISTORY_RULES: readonly HistoryRule[] = [...OWN, ...COUPLING, ...AREAS]

function areaRule(field: string, areaOf: (version: Version) => string | null): HistoryRule {
  return {
    code: 'GRID_AREA_UNKNOWN',
    field,
    holds: 'always',
    when: 'there is no such grid area on that day',
    broken: (v) => {
      const area = areaOf(v)
      // One that is no grid area by its form is refused by its form alone.
      return area !== null && parseGridArea(area).ok && !v.around.areaExistsOn(area, v.day)
    },
    english: (v) => `grid area ${areaOf(v)} is unknown on ${v.day}`,
    danish: (v) => `netområde ${areaOf(v)} findes ikke den ${v.day}`,
  }
}

// What was known decides; where nothing was, the earliest day, so that of two contradicting statements one is accepted.
function typeKnown({ pointId, values, history, around }: Version): { readonly type: string; readonly since: string } {
  let since: string | undefined
  let type: string = values.type
  let decidedByNew = true
  for (const [day, other] of history) {
    if (other === null) continue
    const isNew = around.isNew(pointId, day)
    if (since !== undefined && (decidedByNew === isNew ? day > since : isNew)) continue
    since = day
    type = other.type
    decidedByNew = isNew
  }
  return { type, since: since ?? '' }
}

function closedSince({ day, history }: Version): string | undefined {
  for (const [other, values] of history) if (other < day && values?.connectionState === 'closed_down') return other
  return undefined
}

function afterClosing({ day, values, history }: Version): string | undefined {
  if (values.connectionState !== 'closed_down') return undefined
  for (const [other, known] of history) if (other > day && known !== null) return other
  return undefined
}

/** A version with its parent looked up. */
export function versionOf(pointId: string, day: string, values: PointMasterData, around: Surroundings): Version {
  const history = around.historyOf(pointId) ?? new Map<string, PointMasterData | null>()
  const parent = values.parentId === null ? undefined : inForceOn(around.historyOf(values.parentId), day)
  return { pointId, day, values, history, parent, around }
}
