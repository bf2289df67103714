import { operator } from './error-entry.ts'

/** What can go wrong between a supplier and the hub, beside what is wrong with the documents themselves. */
export const inboxCodes = {
  HUB_ANSWER_INVALID: operator(
    'The hub answered with something that its interface does not have',
    'Check that the hub’s address and paths are right; nothing was taken from its queue.',
  ),
  HUB_REFUSED: operator(
    'The hub refuses this client',
    'Check the client’s registration and market role at the hub, and the paths that are configured.',
  ),
  HUB_UNAVAILABLE: operator(
    'The hub does not answer, or says that it cannot at present',
    'Wait, or check the network and the hub’s address; work goes on where it stopped.',
  ),
  TOKEN_REFUSED: operator(
    'The token endpoint refuses the client’s credentials',
    'Check client id, secret and scope; a secret ends twelve months after it was made.',
  ),
  TOKEN_UNAVAILABLE: operator(
    'The token endpoint does not answer as one does',
    'Wait, or check the network and the address of the token endpoint.',
  ),
}
