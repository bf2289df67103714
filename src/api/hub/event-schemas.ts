import { Type } from 'typebox'
import { CLOUD_EVENT_PROPERTIES } from '../../metering-points/index.ts'

const After = Type.String({
  pattern: String.raw`^\d{1,19}(-\d{1,10})?$`,
  description: 'events beyond the one with this id, or beyond the commit of this number; left out: from the first on',
})
const MeteringPointId = Type.String({ minLength: 1, maxLength: 100, description: 'events of this metering point only' })

/** Which events to follow. */
export const EventStreamQuery = Type.Object({
  after: Type.Optional(After),
  meteringPointId: Type.Optional(MeteringPointId),
})

/** Which events to read, and how many. */
export const EventQuery = Type.Object({
  ...EventStreamQuery.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '100 when it is left out' })),
})

/** Events, and where to go on. */
export const EventPage = Type.Object(
  {
    events: Type.Array(Type.Object(CLOUD_EVENT_PROPERTIES)),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'what to ask for as after the next time; null: nothing has happened yet',
    }),
  },
  {
    examples: [
      {
        events: [
          {
            specversion: '1.0',
            id: '1204-0',
            source: '/hubs/5790001330552/metering-points',
            type: 'gridbook.metering_point.connected',
            subject: '571313000000000013',
            time: '2026-03-02T06:00:00Z',
            datacontenttype: 'application/json',
            dataschema: 'urn:gridbook:metering_point:connected:1',
            data: {
              metering_point_id: '571313000000000013',
              effective_date: '2026-03-01',
              type: 'consumption',
              grid_area: '801',
              connection_state: 'connected',
              changed: { connection_state: { before: 'new', after: 'connected' } },
              cause: {
                process_id: '17',
                process: 'connect',
                sender: { actor_id: '5790000000012', role: 'DDM' },
                message_id: 'm-1',
                transaction_id: 't-1',
              },
            },
          },
        ],
        next: '1204-0',
      },
    ],
  },
)
