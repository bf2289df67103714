/** Who can mend the fault: the sender of the data, the analyst who calculates, the operator of the machine, the developer. */
export type Audience = 'sender' | 'analyst' | 'operator' | 'developer'

/** What the catalogue knows about a code before anything has happened. */
export type EntryText = {
  readonly audience: Audience
  /** what is wrong, as a sentence without names and numbers */
  readonly title: string
  /** what to do about it, one sentence */
  readonly next: string
  /** the market's own code under which the fault is answered to a sender, where the entry has a name of its own */
  readonly answeredAs?: string
}

/** The fault lies in the data that was sent; its sender mends it. */
export function sender(title: string, next: string, answeredAs?: string): EntryText {
  return answeredAs === undefined
    ? { audience: 'sender', title, next }
    : { audience: 'sender', title, next, answeredAs }
}

/** The fault lies in master data or in what was asked for; the analyst mends it. */
export function analyst(title: string, next: string): EntryText {
  return { audience: 'analyst', title, next }
}

/** The fault lies in the machine or its configuration; the operator mends it. */
export function operator(title: string, next: string): EntryText {
  return { audience: 'operator', title, next }
}

/** The fault lies in the program. */
export function developer(title: string, next: string): EntryText {
  return { audience: 'developer', title, next }
}
