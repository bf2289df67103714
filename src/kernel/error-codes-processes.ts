import { sender } from './error-entry.ts'

/**
 * Why a process of a metering point is refused (settlement 6.1): the rules about its fields, beside those that every
 * statement of master data must keep.
 */
export const processCodes = {
  ACTOR_UNKNOWN: sender(
    'An actor is not known in the role that is meant on that day',
    'Correct the identifier, or have the actor recorded with its role first.',
    'E10',
  ),
  ACTUAL_ADDRESS: sender(
    'It is not said whether the address is the actual one',
    'State the flag together with the reference to the address register.',
    'D63',
  ),
  ADDRESS: sender(
    'A part of the address is missing',
    'Complete the address: street, street code, number, post code, city, municipality, country and register reference.',
    'E86',
  ),
  AREA_FIXED: sender(
    'The grid area of a metering point cannot change',
    'Leave the grid area as it is; a point that moves is closed down and created anew.',
    'D46',
  ),
  ASSET_TYPE: sender(
    'The asset type is missing or unknown',
    'State the asset type of a production point, and of a consumption point outside net settlement group 0.',
    'D59',
  ),
  ASSET_TYPE_FORBIDDEN: sender(
    'An asset type is stated where there is no asset',
    'Leave the asset type out for exchange and children.',
    'D60',
  ),
  CAPACITY: sender(
    'The physical connection capacity does not fit the metering point',
    'State kW with at most eight characters where there is an asset, and nothing elsewhere.',
    'D56',
  ),
  CHILDREN_OPEN: sender(
    'The metering point has children that are not closed down',
    'Close the children down or couple them to another parent first.',
    'D16',
  ),
  CONNECTION_GROUP: sender(
    'The connection type does not fit the net settlement group',
    'Connect points of net settlement group 3 and 6 in the installation.',
    'D55',
  ),
  CONNECTION_TYPE: sender(
    'The connection type is missing, unknown or not allowed',
    'State it for consumption and production outside net settlement group 0, and nowhere else.',
    'D66',
  ),
  DATE_MISSING: sender(
    'The effective date is missing or is no date',
    'State the day from which the process holds.',
    'D02',
  ),
  DATE_WINDOW: sender(
    'The effective date lies outside of what the process allows',
    'State a local midnight within the window of the process.',
    'E17',
  ),
  DISCONNECTION_TYPE: sender(
    'The disconnection type is missing, unknown or not allowed',
    'State remote or manual for consumption and production, and nothing elsewhere.',
    'D65',
  ),
  ENUMERATION: sender(
    'A value is not one of those that the market knows',
    'State one of the values that are listed.',
    'D02',
  ),
  FIELD_FORMAT: sender(
    'A field does not have the form that it must have',
    'Write the field as its format says.',
    'E86',
  ),
  FIELD_NOT_IN_PROCESS: sender(
    'A field is stated that the process cannot change',
    'Leave the field out, or use the process that changes it.',
    'E86',
  ),
  FIELD_NOT_OF_TYPE: sender('A field is stated that points of this type do not have', 'Leave the field out.', 'D02'),
  GSRN: sender(
    'The identifier of a metering point or power plant is not valid',
    'State 18 digits that begin with 57, with their check digit.',
    'D57',
  ),
  ID_USED: sender(
    'The identifier of the metering point was used before',
    'Take another identifier: one is never used again, not even after the point was closed down.',
    'E10',
  ),
  METER_NUMBER: sender(
    'The meter number does not fit the metering method',
    'State the number of the meter where the method is physical, and none elsewhere.',
    'D31',
  ),
  METHOD_MISSING: sender('The metering method is missing', 'State physical, virtual or calculated.', 'D64'),
  PARENT_AREA: sender(
    'The parent lies in another grid area',
    'Couple the child to a parent in its own grid area.',
    'D46',
  ),
  PARENT_CLOSED: sender('The parent is closed down', 'Couple the child to a parent that is not closed down.', 'D16'),
  PARENT_TYPE: sender(
    'The type of the child does not go with the type of the parent',
    'Couple reactive energy to exchange points, and other children to consumption or production.',
    'D18',
  ),
  PARENT_UNKNOWN: sender(
    'The parent is not known on that day',
    'Correct its identifier, or create the parent first.',
    'E10',
  ),
  POINT_UNKNOWN: sender(
    'The metering point is not known on that day',
    'Correct its identifier or the effective date.',
    'E10',
  ),
  POWER_PLANT: sender(
    'The power plant does not fit the metering point',
    'State the plant where the type or the net settlement group asks for it, and none elsewhere.',
    'D57',
  ),
  PROCESS_UNKNOWN: sender(
    'There is no such process that could be cancelled',
    'Show the history of the point and take a transaction from there that was accepted and is not cancelled.',
    'E10',
  ),
  PRODUCT: sender(
    'The product does not fit the type of the metering point',
    'State active energy, or reactive energy for its exchange.',
    'E29',
  ),
  PRODUCTION_OBLIGATION: sender(
    'The production obligation does not fit the metering point',
    'State it for production points only.',
    'D02',
  ),
  RESOLUTION: sender(
    'The resolution does not fit the metering point',
    'State hours or quarter-hours; months for VE production and analysis only.',
    'D53',
  ),
  SCHEDULED_FIXED: sender(
    'The scheduled meter reading cannot change',
    'Leave the date of the scheduled meter reading as it is.',
    'D47',
  ),
  SENDER_NOT_RESPONSIBLE: sender(
    'The sender is not the party that may ask for this process',
    'Let the grid company of the area send it; production obligations come from the system operator.',
    'E0I',
  ),
  SERVICE: sender(
    'The service cannot be asked for',
    'State a service of the market that fits the state of the metering point.',
    'D28',
  ),
  STATE: sender(
    'The connection state of the metering point does not allow the process',
    'Look at the state on the effective date and at what is registered for later days.',
    'D16',
  ),
  TYPE_NOT_CREATED: sender(
    'Metering points of this type are not created by this process',
    'Electrical heating comes from the process of electrical heating; the type not_used is not in use.',
    'D18',
  ),
  UNIT: sender(
    'The unit does not fit the type of the metering point',
    'State kWh, kVArh for reactive energy; MWh is allowed for other consumption and production.',
    'E73',
  ),
}
