import type { RejectionReason } from '../../exchange/index.ts'
import type { RequestRule } from './request-rules.ts'

type Absence = Omit<RequestRule, 'isBroken'>

/** What a request is answered for which nothing was found (settlement 5.2). */
export const NO_DATA: Readonly<Record<'nothing' | 'elsewhere', Absence>> = {
  nothing: {
    code: 'E0H',
    flows: ['BRS-024', 'BRS-025', 'BRS-026', 'BRS-028'],
    when: 'there are no data for the request',
    danish: 'Der findes ingen data for anmodningen',
    english: 'There are no data for the request',
  },
  elsewhere: {
    code: 'D46',
    flows: ['BRS-026', 'BRS-028'],
    when: 'there are data in other grid areas only than the one that is asked for',
    danish: 'Der findes ingen data i det angivne netområde, men i andre',
    english: 'There are no data in the grid area that is stated, but in others',
  },
}

/** A reason of a rejection: both languages, as the market's texts have them. */
export function reasonOf({ code, danish, english }: Pick<RequestRule, 'code' | 'danish' | 'english'>): RejectionReason {
  return { code, text: `${danish} / ${english}` }
}
