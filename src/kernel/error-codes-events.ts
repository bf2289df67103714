import { operator } from './error-entry.ts'

/** Faults of publishing what happens to metering points. */
export const eventCodes = {
  SUBSCRIBER_EXISTS: operator(
    'There is a subscriber of this name',
    'Take another name, or withdraw the subscriber first.',
  ),
  SUBSCRIBER_NAME: operator(
    'The name of a subscriber is not allowed',
    'Take one to sixty letters, digits, dots and hyphens.',
  ),
  SUBSCRIBER_UNKNOWN: operator(
    'There is no subscriber of this name',
    'Take a name from the list of subscribers; one that is withdrawn has to be added again.',
  ),
  SUBSCRIBER_URL: operator(
    'The address of a subscriber is not allowed',
    'Give an https address without user name and password, or an http address of this machine.',
  ),
}
