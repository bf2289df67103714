import { analyst, developer, operator } from './error-entry.ts'

/** Faults of the ledger, of exports and of the storage they go to. */
export const financeCodes = {
  EXPORT_DAMAGED: operator(
    'The files at the destination are not those that were written',
    'Find out who changes the destination; restore or remove what is named, then export again.',
  ),
  EXPORT_DATASET: developer(
    'A dataset gives rows that do not fit its columns or its order',
    'Nothing was published; report the dataset, the row and the column that are named.',
  ),
  EXPORT_RUNNING: operator(
    'The same export is under way',
    'Wait until it has ended; it publishes the same files that this one would have.',
  ),
  LEDGER_ACCOUNT: analyst(
    'An account does not exist or is closed for the day',
    'Post to an account of the chart that is open on the posting date.',
  ),
  LEDGER_ENTRY: developer(
    'A journal entry is not complete',
    'Nothing was posted; report the document that is named: it needs two lines or more, each with one positive side.',
  ),
  LEDGER_KEY_USED: developer(
    'The idempotency key of a journal entry was used before',
    'Nothing was posted. The first entry with this key stands; a correction is an entry with a key of its own.',
  ),
  LEDGER_PERIOD_CLOSED: analyst(
    'The books are closed for the posting date',
    'Post with a date after the day up to which the books are closed.',
  ),
  LEDGER_UNBALANCED: developer(
    'The debits and credits of a journal entry differ',
    'Nothing was posted; report the document that is named with both sums.',
  ),
  STORAGE_BUCKET: operator(
    'The bucket does not exist',
    'Create the bucket, or correct its name, the endpoint and the region.',
  ),
  STORAGE_DENIED: operator(
    'The storage refuses access',
    'Check the rights of the directory, or the keys: to list, read, write and delete below it.',
  ),
  STORAGE_UNAVAILABLE: operator(
    'The storage does not answer as it should',
    'Check the endpoint and repeat: what was stored completely is not stored again.',
  ),
}
