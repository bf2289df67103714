import {
  hubClient,
  QUEUE_CATEGORIES,
  tokenSource,
  type HubClient,
  type InboxEvent,
  type QueueCategory,
} from '../exchange/index.ts'
import { GridbookError, type Clock } from '../kernel/index.ts'
import type { Config, Log } from '../platform/index.ts'
import { requireSettings } from './required-settings.ts'

/** The way from the supplier to the hub. @throws GridbookError CONFIG_INVALID naming every setting that is missing */
export function openHubClient(config: Config, clock: Clock): HubClient {
  const needed = ['hubUrl', 'tokenUrl', 'clientId', 'clientSecret', 'scope'] as const
  const { hubUrl, ...credentials } = requireSettings(config, needed, 'reach the hub')
  const { tokenUrl, clientId, clientSecret, scope } = credentials
  return hubClient({ baseUrl: hubUrl, tokens: tokenSource({ tokenUrl, clientId, clientSecret, scope, clock }), clock })
}

/** The queues that the settings name. @throws GridbookError CONFIG_INVALID when the hub has none of that name */
export function polledQueues({ queues }: Config): readonly QueueCategory[] {
  const names = queues.split(',')
  const isQueue = (name: string): name is QueueCategory => QUEUE_CATEGORIES.some((known) => known === name)
  const unknown = names.filter((name) => !isQueue(name))
  if (unknown.length === 0) return names.filter(isQueue)
  throw new GridbookError(
    'CONFIG_INVALID',
    `queues names ${unknown.join(', ')}; there are ${QUEUE_CATEGORIES.join(', ')}`,
    {
      field: 'queues',
    },
  )
}

/** What happens at the inbox, for the log: what needs a person as an error or a warning, the rest for who looks closer. */
export function inboxEvents(log: Log): (event: InboxEvent) => void {
  return (event) => {
    if (event.event === 'fault') log.error(event, 'the queue cannot be read')
    else if (event.event === 'dead-letter' || event.event === 'failed') log.warn(event, 'a message cannot be used')
    else if (event.event === 'stored') log.info(event, 'a message is stored')
    else log.debug(event, 'queue')
  }
}
