import { sender } from './error-entry.ts'

/** Why a statement about grid areas, actors and their clients is doubted or refused. */
export const marketCodes = {
  ACTOR_ROLE_UNKNOWN: sender(
    'The actor is not known in the role that it is named in',
    'State the actor with the role for these days, or correct its identifier.',
  ),
}
