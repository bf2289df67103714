import { operator, sender } from './error-entry.ts'

/**
 * Why a statement of master data is refused (settlement 6.1). The market uses its short codes for several processes, so
 * the entries have names of their own and say which code answers them.
 */
export const pointCodes = {
  BALANCE_RESPONSIBLE_MISSING: sender(
    'An energy supplier is stated without its balance responsible party, or the other way round',
    'State both: the supplier and the party that is balance responsible for it in the grid area.',
    'E18',
  ),
  CSV_BROKEN: sender(
    'A line of the CSV file cannot be read',
    'Give the line as many fields as the header has, separated and quoted as there.',
  ),
  EXCHANGE_AREAS: sender(
    'The from and to grid areas do not fit the type of the metering point',
    'State both for an exchange point and neither for any other type.',
    'D46',
  ),
  GRID_AREA_UNKNOWN: sender(
    'The grid area is unknown on that day',
    'Import the grid area first, or correct its code.',
    'E10',
  ),
  IMPORT_UNDER_WAY: operator(
    'Another process is importing the same file',
    'Wait until it is done; should it stop, repeat the command, which goes on where that one stopped.',
  ),
  LOSS_ROLE: sender(
    'The loss role does not fit the metering point',
    'Only a flex consumption point can be grid_loss, only a production point system_correction.',
  ),
  METERING_METHOD: sender(
    'The metering method does not fit the metering point',
    'State the method that the type and the net settlement group allow, or leave it out.',
    'D37',
  ),
  NET_SETTLEMENT_GROUP: sender(
    'The net settlement group does not fit the type of the metering point',
    'State it for consumption and production points only.',
    'D62',
  ),
  PARENT: sender(
    'The parent does not fit the metering point',
    'State the parent of a child: an existing point of the right type, in the same grid area and not closed; none for others.',
    'D36',
  ),
  PERIOD_DOUBLED: sender('The same metering point and day are stated twice', 'Leave one of the two statements.'),
  PERIOD_UNKNOWN: sender(
    'There is no statement of that day that could be withdrawn',
    'Show the history of the point and withdraw a day from which one of its periods runs.',
  ),
  POINT_CLOSED: sender(
    'The metering point is closed down',
    'A closed point cannot change after its closing day, and its identifier is never used again.',
    'D16',
  ),
  SCHEDULED_READING: sender(
    'A scheduled meter reading does not fit the metering point',
    'State it for consumption points of net settlement group 6 only.',
    'E0H',
  ),
  SETTLEMENT_METHOD: sender(
    'The settlement method does not fit the type of the metering point',
    'State flex or non_profiled for consumption, and none for any other type.',
    'D15',
  ),
  SUPPLIER: sender(
    'The energy supplier does not fit the metering point',
    'State the supplier of a consumption or production point that is connected or disconnected; none for other types.',
    'D36',
  ),
  TYPE_CHANGED: sender(
    'The type of a metering point cannot change',
    'Close the point down and create another one for the new type.',
    'D18',
  ),
}
