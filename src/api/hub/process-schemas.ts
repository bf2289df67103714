import { Type } from 'typebox'
import { POINT_COLUMNS, PROCESS_KINDS } from '../../metering-points/index.ts'

const id = (description: string) => Type.String({ minLength: 1, maxLength: 40, pattern: '^[^\\u0000]*$', description })

// Text comes first: where values are coerced to their types, null becomes an empty text, and true its word.
const StatedValue = Type.Union([Type.String({ maxLength: 100, pattern: '^[^\\u0000]*$' }), Type.Boolean(), Type.Null()])

/** Processes that a caller submits, decided one after the other. */
export const ProcessesBody = Type.Object(
  {
    processes: Type.Array(
      Type.Object({
        process: Type.Union(PROCESS_KINDS.map((kind) => Type.Literal(kind))),
        meteringPointId: id('18 digits'),
        effectiveDate: Type.Optional(
          Type.String({ maxLength: 40, description: 'market day from which it holds, YYYY-MM-DD; not for cancel' }),
        ),
        stated: Type.Optional(
          Type.Object(Object.fromEntries(POINT_COLUMNS.map((column) => [column, Type.Optional(StatedValue)])), {
            additionalProperties: false,
            description: 'the fields that it states, by their columns; null takes a value away',
          }),
        ),
        cancels: Type.Optional(
          Type.String({ pattern: '^[0-9]{1,18}$', description: 'number of the process that is taken back' }),
        ),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  },
  {
    examples: [
      {
        processes: [
          { process: 'connect', meteringPointId: '571313131300000006', effectiveDate: '2026-06-01' },
          {
            process: 'update_master_data',
            meteringPointId: '571313131300000006',
            effectiveDate: '2026-06-02',
            stated: { city: 'Odense', floor: null },
          },
        ],
      },
    ],
  },
)

const Reason = Type.Object({
  code: Type.String({ description: 'the market’s code, such as D16' }),
  field: Type.Union([Type.String(), Type.Null()]),
  value: Type.Union([Type.String(), Type.Null()], { description: 'what is refused; null: nothing is stated' }),
  english: Type.String(),
  danish: Type.String(),
})

/** What became of them, in their order. */
export const ProcessesAnswer = Type.Object(
  {
    recordedSeq: Type.Union([Type.String(), Type.Null()], { description: 'the commit' }),
    processes: Type.Array(
      Type.Object({
        processId: Type.String(),
        outcome: Type.Union([Type.Literal('accepted'), Type.Literal('rejected')]),
        reasons: Type.Array(Reason, { description: 'everything that forbids it; none when it was accepted' }),
      }),
    ),
  },
  {
    examples: [
      {
        recordedSeq: '57',
        processes: [
          {
            processId: '12',
            outcome: 'rejected',
            reasons: [
              {
                code: 'D16',
                field: 'connection_state',
                value: 'connected',
                english: 'connect is not possible: the point is connected on 2026-06-01',
                danish: 'connect er ikke mulig: målepunktet er connected den 2026-06-01',
              },
            ],
          },
        ],
      },
    ],
  },
)
