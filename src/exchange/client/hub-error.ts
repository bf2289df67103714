/** One error of an answer (datahub 1.5): the synchronous code, a sentence, the element it speaks of. */
export interface HubError {
  readonly code: string
  readonly message: string
  readonly target: string | null
}
