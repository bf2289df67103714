import type { QueueCategory } from '../queue/party.ts'

/** Where things lie at a hub, from the root of its host. */
export interface HubRoutes {
  /** path of the queue of a category, for peek; `timeseries` is an older name of `measuredata` (datahub 1.2) */
  readonly peek: Readonly<Record<QueueCategory, string>>
  /** path under which messages are dequeued by their id */
  readonly dequeue: string
}

/** The paths of DataHub 3 (datahub 1.2). */
export const DATAHUB_ROUTES: HubRoutes = {
  peek: {
    measuredata: '/v1.0/cim/measuredata',
    aggregations: '/v1.0/cim/aggregations',
    masterdata: '/v1.0/cim/masterdata',
    charges: '/v1.0/cim/charges',
  },
  dequeue: '/v1.0/cim/dequeue',
}
