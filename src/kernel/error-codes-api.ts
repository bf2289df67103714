import { operator, sender } from './error-entry.ts'

/** Why a request to an API of the program is not answered. */
export const apiCodes = {
  ACCESS_DENIED: sender(
    'The caller may not do this',
    'Use the credentials of a role that the route names in its documentation.',
  ),
  API_BUSY: operator(
    'The server takes in as much as it can at the moment',
    'Wait for as long as Retry-After says, then send it again.',
  ),
  API_NOT_READY: operator(
    'The server runs, but cannot do its work at the moment',
    'Look into its log for what is away; it goes on by itself when that is back.',
  ),
  ISSUER_UNAVAILABLE: operator(
    'The keys of the token issuer cannot be fetched',
    'Check that the issuer runs and that the setting issuerUrl names it; callers may try again.',
  ),
  MEDIA_TYPE: sender(
    'The format of the request is not supported',
    'State application/json as Content-Type, or application/xml of master data, and send the body without compression.',
  ),
  MESSAGE_UNKNOWN: sender(
    'There is no message of this id to acknowledge',
    'Acknowledge with the MessageId header of a message that was peeked by the same actor and role.',
  ),
  METHOD_UNKNOWN: sender('The route has no such method', 'Use one of the methods that the Allow header names.'),
  NOT_FOUND: sender('What was asked for does not exist', 'Check the identifier; list what there is.'),
  REQUEST_INVALID: sender(
    'A parameter of the request is not allowed',
    'Correct the parameter that is named and repeat the request.',
  ),
  ROUTE_UNKNOWN: sender('There is no such route', 'Look the route up in /openapi.json.'),
  TOKEN_INVALID: sender(
    'The access token is missing or not valid',
    'Get a new token of the issuer for this API, and repeat the request once.',
  ),
}
