import { parseActorId, parseGridArea, type ErrorCode } from '../../kernel/index.ts'
import { isMeteringPointType, METERING_METHODS, type MarketProfile } from '../../market/index.ts'
import { ASSET_TYPES, CONNECTION_TYPES, DISCONNECTION_TYPES } from '../details.ts'
import { CONNECTION_STATES, LOSS_ROLES, NET_SETTLEMENT_GROUPS, PRODUCTS, UNITS } from '../model.ts'
import { nameOf } from './field-names.ts'
import { formed, valueOf, type VersionRule } from './rule.ts'

/** A column that holds one of some words, or nothing. */
function oneOf(code: ErrorCode, column: string, words: readonly string[]): VersionRule {
  const list = words.join(', ')
  return formed(code, column, [`one of ${list}`, `en af ${list}`], (text) => words.includes(text))
}

/** A column that holds an identifier. @param isValid reads it by the rules of the market that is asked */
function identifier(
  code: ErrorCode,
  column: string,
  form: readonly [string, string],
  isValid: (text: string, profile: MarketProfile) => boolean,
): VersionRule {
  const [english, danish] = nameOf(column)
  return {
    code,
    field: column,
    holds: 'always',
    isForm: true,
    when: `${english} is not ${form[0]}`,
    broken: (v, profile) => {
      const value = valueOf(v, column)
      return typeof value === 'string' && !isValid(value, profile)
    },
    english: (v) => `${english} '${String(valueOf(v, column))}' is not ${form[0]}`,
    danish: (v) => `${danish} '${String(valueOf(v, column))}' er ikke ${form[1]}`,
  }
}

const AREA = ['a grid area of three digits', 'et netområde på tre cifre'] as const
const ACTOR = ['a valid GLN or EIC', 'et gyldigt GLN- eller EIC-nummer'] as const
const POINT = ['a valid metering point id', 'et gyldigt målepunkts-id'] as const
const MONTHLY = 'P1M'

const isArea = (text: string): boolean => parseGridArea(text).ok
const isActor = (text: string): boolean => parseActorId(text).ok
const isPoint = (text: string, profile: MarketProfile): boolean => profile.parseMeteringPointId(text).ok

/** Words that the market knows and identifiers as they must be (settlement 3.2, 6.1). */
export const WORD_RULES: readonly VersionRule[] = [
  formed('ENUMERATION', 'type', ['a type of metering point', 'en målepunktstype'], isMeteringPointType),
  // Profiled is known, and refused by the rule about what consumption needs.
  oneOf('SETTLEMENT_METHOD', 'settlement_method', ['flex', 'non_profiled', 'profiled']),
  identifier('RESOLUTION', 'resolution', ['a resolution of the market', 'en opløsning i markedet'], (text, profile) =>
    [...profile.resolutions, MONTHLY].includes(text),
  ),
  oneOf('ENUMERATION', 'connection_state', CONNECTION_STATES),
  oneOf('LOSS_ROLE', 'loss_role', LOSS_ROLES),
  oneOf('PRODUCT', 'product', PRODUCTS),
  oneOf('UNIT', 'unit', UNITS),
  oneOf('NET_SETTLEMENT_GROUP', 'net_settlement_group', NET_SETTLEMENT_GROUPS),
  oneOf('METERING_METHOD', 'metering_method', METERING_METHODS),
  oneOf('CONNECTION_TYPE', 'connection_type', CONNECTION_TYPES),
  oneOf('DISCONNECTION_TYPE', 'disconnection_type', DISCONNECTION_TYPES),
  oneOf('ASSET_TYPE', 'asset_type', ASSET_TYPES),
  identifier('GRID_AREA_UNKNOWN', 'grid_area', AREA, isArea),
  identifier('GRID_AREA_UNKNOWN', 'from_grid_area', AREA, isArea),
  identifier('GRID_AREA_UNKNOWN', 'to_grid_area', AREA, isArea),
  identifier('PARENT_UNKNOWN', 'parent_id', POINT, isPoint),
  identifier('ACTOR_UNKNOWN', 'energy_supplier_id', ACTOR, isActor),
  identifier('ACTOR_UNKNOWN', 'balance_responsible_id', ACTOR, isActor),
  identifier('GSRN', 'power_plant_id', POINT, isPoint),
]
