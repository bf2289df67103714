import { RESOLUTIONS } from '../../kernel/index.ts'
import { METERING_METHODS, METERING_POINT_TYPES, SETTLEMENT_METHODS } from '../../market/index.ts'
import { ASSET_TYPES, CONNECTION_TYPES, DISCONNECTION_TYPES } from '../details.ts'
import {
  columnOfField,
  CONNECTION_STATES,
  LOSS_ROLES,
  NET_SETTLEMENT_GROUPS,
  PRODUCTS,
  TRUTH_FIELDS,
  UNITS,
  type PointMasterData,
} from '../model.ts'

type Field = keyof PointMasterData

/** A JSON Schema, as it is published. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The fields that hold one of some words. */
const WORDS: Partial<Record<Field, readonly string[]>> = {
  type: METERING_POINT_TYPES,
  settlementMethod: SETTLEMENT_METHODS,
  resolution: [...RESOLUTIONS, 'P1M'],
  connectionState: CONNECTION_STATES,
  lossRole: LOSS_ROLES,
  product: PRODUCTS,
  unit: UNITS,
  netSettlementGroup: NET_SETTLEMENT_GROUPS,
  meteringMethod: METERING_METHODS,
  connectionType: CONNECTION_TYPES,
  disconnectionType: DISCONNECTION_TYPES,
  assetType: ASSET_TYPES,
}

/** What a field of a point can be in an event. */
export function fieldSchema(field: Field): JsonSchema {
  if (TRUTH_FIELDS.has(field)) return { type: 'boolean' }
  const words = WORDS[field]
  return words === undefined ? { type: 'string' } : { enum: words }
}

/** The same, or null: it does not apply, or is not known. */
export function fieldOrNull(field: Field): JsonSchema {
  return { anyOf: [fieldSchema(field), { type: 'null' }] }
}

/** Values before and after, by column, of those fields that changed. */
export function changedSchema(fields: readonly Field[]): JsonSchema {
  const properties = fields.map((field) => {
    const value = fieldOrNull(field)
    return [columnOfField(field), closed({ before: value, after: value })] as const
  })
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    description:
      'values before and after, by the columns of the CSV file; only what changed. null: it did, or does, not apply',
  }
}

/** An object that has all of these properties and no others. */
export function closed(properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  return {
    type: 'object',
    required: Object.keys(properties),
    properties,
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  }
}
