import { sender } from './error-entry.ts'

/** Why a service that a supplier asks of a grid company comes to nothing, and why an answer to one does (datahub 3.1, BRS-039). */
export const serviceCodes = {
  GRID_COMPANY_UNKNOWN: sender(
    'Nobody is known as grid company of the grid area on that day',
    'Have the grid access provider of the grid area stated; then ask again.',
    'E0I',
  ),
  NOT_SUPPLIER: sender(
    'The requester is not the energy supplier of the metering point on that day',
    'Ask for a day on which you supply the metering point.',
    'E16',
  ),
  SERVICE_ANSWER_POINT: sender(
    'The answer names another metering point than the request',
    'State the metering point of the request, or leave it out.',
    'D05',
  ),
  SERVICE_ANSWER_UNKNOWN: sender(
    'The answer refers to no request that was forwarded to its sender',
    'Refer to the transaction id of the request as it came out of the queue.',
    'D06',
  ),
  SERVICE_CLOSED: sender(
    'The request for a service is not open any more',
    'Answer a request once, within its time and before it is cancelled.',
    'D20',
  ),
  SERVICE_OPEN: sender(
    'The same service is already asked for and not answered yet',
    'Wait for the answer to the request that is open, or cancel it.',
    'D28',
  ),
  SERVICE_OVERDUE: sender(
    'The grid company has not answered within its time',
    'Ask again, or ask the grid company what became of it.',
    'D20',
  ),
  SERVICE_POINT_TYPE: sender(
    'Services are asked for consumption and production only',
    'Name the consumption or production point; a child goes with its parent.',
    'D18',
  ),
  SERVICE_REFUSED: sender('The grid company refuses the service', 'See what the grid company says beside it.', 'D28'),
}
