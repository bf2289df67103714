import { Type, type TSchema } from 'typebox'
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
export function fieldSchema(field: Field): TSchema {
  if (TRUTH_FIELDS.has(field)) return Type.Boolean()
  const words = WORDS[field]
  return words === undefined ? Type.String() : Type.Enum([...words])
}

/** The same, or null: it does not apply, or is not known. */
export function fieldOrNull(field: Field): TSchema {
  return Type.Union([fieldSchema(field), Type.Null()])
}

/** Values before and after, by column, of those fields that changed. */
export function changedSchema(fields: readonly Field[]): TSchema {
  return closed(
    Object.fromEntries(
      fields.map((field) => {
        const value = fieldOrNull(field)
        return [columnOfField(field), Type.Optional(closed({ before: value, after: value }))]
      }),
    ),
    'values before and after, by the columns of the CSV file; only what changed. null: it did, or does, not apply',
  )
}

/** An object that has these properties and no others. */
export function closed(properties: Record<string, TSchema>, description?: string): TSchema {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  })
}
