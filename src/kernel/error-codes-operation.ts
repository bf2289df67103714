import { analyst } from './error-entry.ts'

/** Why a calculation is not stopped, approved or carried on. */
export const operationCodes = {
  APPROVAL_NOT_DUE: analyst(
    'The calculation does not wait for approval',
    'Look at its state; it is approved or rejected once, after its checks, when its publication asks for a second person.',
  ),
  APPROVAL_OWN: analyst(
    'Whoever started a calculation cannot approve or reject it',
    'Ask another person to look at the results and to decide.',
  ),
  CALCULATION_CANCELLED: analyst(
    'The calculation was cancelled',
    'It is never published; start it anew with rerun, which gives it a new id and version.',
  ),
  CALCULATION_DECIDED: analyst(
    'A decision on the calculation was taken before',
    'The first decision holds; to publish other results start the calculation anew with rerun.',
  ),
  CALCULATION_PUBLISHED: analyst(
    'The calculation is published and cannot be stopped any more',
    'Correct the input and calculate again: the higher version takes its place.',
  ),
  CALCULATION_REJECTED: analyst(
    'The calculation was rejected by a second person',
    'Mend what the reason names, then start it anew with rerun.',
  ),
  SCHEDULE_ENTRY: analyst(
    'An entry of the schedule is not as it may be',
    'Correct the argument that is named; the entries and what they take are shown by schedule show.',
  ),
}
