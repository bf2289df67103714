import { developer } from './error-entry.ts'

/** Why the demo, which runs the other commands, cannot go on. */
export const sandboxCodes = {
  DEMO_COMMAND_FAILED: developer(
    'A command that the demo has started failed',
    'Mend what its message names and start the demo again: it goes on where it was; with --reset it starts afresh.',
  ),
  DEMO_STUCK: developer(
    'The demo waits for something that does not come',
    'See the logs in the directory of the demo, then start it again; with --reset it starts afresh.',
  ),
}
