import { parseActorId, parseGridArea, type ErrorCode } from '../../kernel/index.ts'
import { isMeteringPointType, METERING_METHODS, type MarketProfile } from '../../market/index.ts'
import { ASSET_TYPES, CONNECTION_TYPES, DISCONNECTION_TYPES } from '../details.ts'
import { CONNECTION_STATES, LOSS_ROLES, NET_SETTLEMENT_GROUPS, PRODUCTS, UNITS } from '../model.ts'
import { isGivenId } from './given-ids.ts'
import { formed, stated, truth, type VersionRule } from './rule.ts'

/** A column that holds one of some words, or nothing. */
function oneOf(code: ErrorCode, column: string, words: readonly string[]): VersionRule {
  const list = words.join(', ')
  const known = new Set(words)
  return formed(code, column, [`one of ${list}`, `en af ${list}`], (text) => known.has(text))
}

const AREA = ['a grid area of three digits', 'et netområde på tre cifre'] as const
const ACTOR = ['a valid GLN or EIC', 'et gyldigt GLN- eller EIC-nummer'] as const
const POINT = ['a valid metering point id', 'et gyldigt målepunkts-id'] as const
const PLANT = ['a valid identifier of a power plant', 'et gyldigt GSRN-nummer for et værk'] as const
const MONTHLY = 'P1M'

const isArea = (text: string): boolean => parseGridArea(text).ok
const isActor = (text: string): boolean => parseActorId(text).ok
const isPoint = (text: string, _: unknown, profile: MarketProfile): boolean => profile.parseMeteringPointId(text).ok
const isPlant = (text: string, _: unknown, profile: MarketProfile): boolean => isGivenId(text, profile)
const isResolution = (text: string, _: unknown, profile: MarketProfile): boolean =>
  text === MONTHLY || (profile.resolutions as readonly string[]).includes(text)

/**
 * Words that the market knows and identifiers as they must be (settlement 3.2, 6.1). An unknown type, state, product,
 * method or way of connecting is D02; the other words have codes of their own.
 */
export const WORD_RULES: readonly VersionRule[] = [
  stated('ENUMERATION', 'type'),
  formed('ENUMERATION', 'type', ['a type of metering point', 'en målepunktstype'], isMeteringPointType),
  // Profiled is known, and refused by the rule about what consumption needs.
  oneOf('SETTLEMENT_METHOD', 'settlement_method', ['flex', 'non_profiled', 'profiled']),
  stated('RESOLUTION', 'resolution'),
  formed('RESOLUTION', 'resolution', ['a resolution of the market', 'en af markedets opløsninger'], isResolution),
  stated('ENUMERATION', 'connection_state'),
  oneOf('ENUMERATION', 'connection_state', CONNECTION_STATES),
  oneOf('LOSS_ROLE', 'loss_role', LOSS_ROLES),
  oneOf('ENUMERATION', 'product', PRODUCTS),
  stated('UNIT', 'unit'),
  oneOf('UNIT', 'unit', UNITS),
  oneOf('NET_SETTLEMENT_GROUP', 'net_settlement_group', NET_SETTLEMENT_GROUPS),
  oneOf('ENUMERATION', 'metering_method', METERING_METHODS),
  oneOf('ENUMERATION', 'connection_type', CONNECTION_TYPES),
  oneOf('ENUMERATION', 'disconnection_type', DISCONNECTION_TYPES),
  oneOf('ASSET_TYPE', 'asset_type', ASSET_TYPES),
  stated('GRID_AREA_UNKNOWN', 'grid_area'),
  formed('GRID_AREA_UNKNOWN', 'grid_area', AREA, isArea),
  formed('GRID_AREA_UNKNOWN', 'from_grid_area', AREA, isArea),
  formed('GRID_AREA_UNKNOWN', 'to_grid_area', AREA, isArea),
  formed('PARENT_UNKNOWN', 'parent_id', POINT, isPoint),
  formed('ACTOR_UNKNOWN', 'energy_supplier_id', ACTOR, isActor),
  formed('ACTOR_UNKNOWN', 'balance_responsible_id', ACTOR, isActor),
  formed('GSRN', 'power_plant_id', PLANT, isPlant),
  truth('ENUMERATION', 'has_electrical_heating'),
  truth('ENUMERATION', 'is_move_in'),
  truth('ENUMERATION', 'production_obligation'),
  truth('ACTUAL_ADDRESS', 'is_actual_address'),
]
