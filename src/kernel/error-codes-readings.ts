import { sender } from './error-entry.ts'

/** Why one transaction of readings is refused: the market's own reason codes (settlement 5.2 and 5.3). */
export const readingCodes = {
  D12: sender(
    'The quality code is not one that may be sent',
    'Send A02 (missing), A03 (estimated), A04 (measured) or leave the quality out for measured.',
  ),
  D16: sender(
    'The metering point is not connected or disconnected on every day of the period',
    'Check the connection state of the metering point and send only days on which it exists.',
  ),
  D18: sender(
    'The metering point type does not fit the metering point',
    'Send the type that the master data of the metering point has.',
  ),
  D23: sender(
    'The resolution is not allowed for the metering point',
    'Send the readings in the resolution of the master data; P1M is for VE production only.',
  ),
  D37: sender(
    'The metering method does not allow readings to be sent',
    'Send readings for physical and virtual metering points only; calculated ones are computed by the hub.',
  ),
  D50: sender(
    'The sender is not responsible for the metering point',
    'Send from the grid company that owns the metering point, or from the actor it has delegated to.',
  ),
  D66: sender(
    'The period is not aligned to the resolution',
    'Start and end the period on a whole quarter, hour or month of the resolution that is sent.',
  ),
  E10: sender(
    'The metering point is unknown',
    'Check the identifier; create the metering point before readings are sent for it.',
  ),
  E17: sender(
    'The period lies outside the time in which readings are accepted',
    'Send readings of the last three years that do not lie in the future.',
  ),
  E50: sender(
    'The period is missing, empty, reversed or shorter than four hours',
    'Give a start and a later end, at least four hours apart.',
  ),
  E73: sender(
    'The unit does not fit the metering point',
    'Send the unit of the master data: KWH for active energy, K3 for reactive energy.',
  ),
  E86: sender(
    'The quantity is negative',
    'Send quantities of zero or more; the direction of the energy is stated by the metering point.',
  ),
  E87: sender('Positions are missing or occur twice', 'Send each position of the period once, counted from 1.'),
  E89: sender(
    'The quantity has too many digits',
    'Send at most ten digits before the decimal point and three after it.',
  ),
}
