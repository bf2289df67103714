import { analyst, developer, operator, sender } from './error-entry.ts'

/** Faults for which the market has no code. */
export const ownCodes = {
  CALCULATED_MEANWHILE: operator(
    'Other runs of the same series have stored results while this one calculated',
    'Begin it again with its id when the others have ended; a hub that serves does so by itself.',
  ),
  CALCULATION_ARGUMENT: analyst(
    'An argument of the calculation is missing or not allowed',
    'Correct the named argument; periods start and end at local midnight.',
  ),
  CHECK_DIGIT: sender(
    'The check digit of an identifier is wrong',
    'Compare the identifier with its source; one or two digits were probably mistyped.',
  ),
  CONFIG_INVALID: operator(
    'The configuration is not valid',
    'Correct the named setting at the origin shown, then start again.',
  ),
  DATABASE_IN_USE: operator(
    'Another process uses the data directory',
    'Stop the process that is named, or choose another data directory.',
  ),
  DATABASE_NOT_STARTED: operator(
    'The embedded PostgreSQL could not be started',
    'Mend what its last message names, or set DATABASE_URL to a PostgreSQL that runs already.',
  ),
  DATABASE_SCHEMA: operator(
    'The database was made by another version of the program',
    'Start the version that made it or a newer one, or choose another data directory or database.',
  ),
  DATABASE_UNAVAILABLE: operator(
    'The database does not answer',
    'Check that PostgreSQL runs and that DATABASE_URL names it; work goes on where it stopped.',
  ),
  DAY_LENGTH: sender(
    'The number of positions does not fit the length of the market day',
    'Count the day in UTC: it has 23 hours when summer time starts, 25 when it ends, else 24.',
  ),
  DOCUMENT_TOO_LARGE: sender(
    'The document is larger than 50 MB',
    'Split it into documents of at most 2,000 transactions.',
    '00302',
  ),
  DOCUMENT_UNKNOWN: sender(
    'The file holds no document that is known here',
    'Send a supported document; its root key or first record names its type.',
    '00301',
  ),
  DUPLICATE_MESSAGE: sender(
    'The message has been received before',
    'Nothing is lost if the content is the same; else send it again under a new message id.',
    '00101',
  ),
  DUPLICATE_TRANSACTION: sender(
    'The transaction has been received before',
    'Nothing is lost if the content is the same; else send it again under a new transaction id.',
    '00102',
  ),
  FIELD_INVALID: sender(
    'A field has a value that is not allowed',
    'Correct the field that is named and send the document again.',
    '00302',
  ),
  FIELD_MISSING: sender(
    'A required field is missing',
    'Add the field that is named and send the document again.',
    '00302',
  ),
  GRID_LOSS_POINT_MISSING: analyst(
    'A grid area has no grid-loss point for a part of the period',
    'Register a consumption and a production grid-loss point that cover the whole period in each area.',
  ),
  IDENTITY_BROKEN: developer(
    'The sums of a result contradict each other, so it was not published',
    'Keep the run for inspection and report it with its run id; the last published result stays in force.',
  ),
  JSON_BROKEN: sender(
    'The document is not well-formed JSON',
    'Repair the document at the place that is named; it may have been cut off.',
    '00302',
  ),
  LAKE_FILE_MISSING: operator(
    'A file of the lake that the catalogue names is missing or damaged',
    'Restore the file from a backup; files of the lake are never changed or moved by hand.',
  ),
  NOT_CALCULATED: analyst(
    'There is no published result for this day, area and type',
    'Run the calculation for the period, or ask for days that have been calculated.',
  ),
  OTHER_ROLE: operator(
    'The command belongs to the other role',
    'Name the data directory of a deployment with that role by --data.',
  ),
  PERIOD_RESOLUTION_UNSUPPORTED: sender(
    'Readings in this resolution are not stored',
    'Send PT5M, PT15M, PT30M or PT1H as the market of the installation allows.',
    'D23',
  ),
  REPORT_ARGUMENT: sender(
    'An argument of the report is missing or not allowed',
    'Correct the named argument; docs/commands.md says what each type of report and each role takes.',
  ),
  REPORT_BUSY: operator(
    'As many reports as allowed are being made',
    'Ask again later; nothing is wrong with the request.',
  ),
  SCENARIO_INVALID: developer(
    'The scenario folder cannot be read',
    'Correct the file and line that are named, then run the scenario again.',
  ),
  STORAGE_FULL: operator(
    'There is no space left for the data',
    'Free space or enlarge the volume, then repeat: nothing of the refused part was stored.',
  ),
  FILE_UNREADABLE: operator(
    'The file or directory cannot be read',
    'Check that it exists and that this user may read it, then repeat the command.',
  ),
  XML_BROKEN: sender(
    'The document is not well-formed XML',
    'Repair the document at the place that is named; it may have been cut off.',
    '00302',
  ),
  INTERNAL: developer(
    'Something failed that the program did not expect',
    'Nothing of the failed part was stored; do it again, and report the message if it fails again.',
  ),
  USAGE: operator('The command was not understood', 'See the usage with --help and repeat the command.'),
}
