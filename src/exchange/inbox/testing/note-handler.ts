import { inTransaction } from '../../../platform/index.ts'
import type { Pool, Transaction } from '../../../platform/index.ts'
import type { InboundMessage, MessageHandler, RecordedOutcome } from '../inbound-message.ts'

/** The root key of documents that `noteHandler` takes. */
export const NOTE_KEY = 'Note_MarketDocument'

/** The bytes of a note. */
export function note(text: string): string {
  return JSON.stringify({ [NOTE_KEY]: { text } })
}

/** What a test changes in a handler. */
export interface NoteOptions {
  /** what becomes of a message; accepted when absent */
  readonly outcome?: (message: InboundMessage) => RecordedOutcome
  readonly before?: (message: InboundMessage) => void | Promise<void>
  /** in the transaction, after the effect and before the message is recorded */
  readonly within?: (message: InboundMessage, trx: Transaction) => void | Promise<void>
  /** after the commit */
  readonly after?: (message: InboundMessage) => void | Promise<void>
  readonly keepsBytes?: boolean
}

/** Makes the table that `noteHandler` writes to. */
export async function makeNotes(pool: Pool): Promise<void> {
  await pool.query('create table public.note (note_id bigint generated always as identity, message_id text, body text)')
}

/** Message ids of the effects, in their order: one that had its effect twice is there twice. */
export async function notes(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ message_id: string }>('select message_id from public.note order by note_id')
  return rows.map((row) => row.message_id)
}

/** A handler whose effect is a row. */
export function noteHandler(pool: Pool, options: NoteOptions = {}): MessageHandler {
  const { outcome = () => ({ outcome: 'accepted' }), before, within, after, keepsBytes = false } = options
  return {
    rootKey: NOTE_KEY,
    keepsBytes,
    handle: async (message, inbox) => {
      await before?.(message)
      await inTransaction(pool, async (trx) => {
        const body = Buffer.from(message.bytes).toString()
        await trx.query('insert into public.note (message_id, body) values ($1, $2)', [message.messageId, body])
        await within?.(message, trx)
        await inbox.record(trx, outcome(message))
      })
      await after?.(message)
    },
  }
}
