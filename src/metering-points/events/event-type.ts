/** Everything that can happen to a metering point, as it is published (settlement 6.1). */
export const EVENT_TYPES = [
  'created',
  'connected',
  'disconnected',
  'reconnected',
  'closed_down',
  'master_data_updated',
  'settlement_method_changed',
  'resolution_changed',
  'meter_changed',
  'production_obligation_changed',
  'coupled_to_parent',
  'decoupled_from_parent',
  'energy_supplier_changed',
  'loss_role_assigned',
  'process_cancelled',
  'imported',
] as const
/** What happened to a metering point. */
export type EventType = (typeof EVENT_TYPES)[number]

/** A change that has an event of its own, whatever process makes it. */
export type ChangeEvent = 'master_data_updated' | (typeof CHANGE_FIELDS)[number][0]

/** Fields whose change has an event of its own; all others are told by `master_data_updated`. */
export const CHANGE_FIELDS = [
  ['settlement_method_changed', ['settlementMethod']],
  ['resolution_changed', ['resolution']],
  ['meter_changed', ['meterNumber', 'meteringMethod']],
  ['production_obligation_changed', ['productionObligation']],
  ['decoupled_from_parent', ['parentId']],
  ['coupled_to_parent', ['parentId']],
  ['energy_supplier_changed', ['energySupplierId', 'balanceResponsibleId', 'isMoveIn']],
  ['loss_role_assigned', ['lossRole']],
] as const
