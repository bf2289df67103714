import { sender } from './error-entry.ts'

/** Why a document is not taken in although nothing may be wrong with it. */
export const intakeCodes = {
  INTAKE_BUSY: sender(
    'The intake cannot take more documents at this moment',
    'Send the document again in a moment; nothing of it was stored.',
  ),
}
