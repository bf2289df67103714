import { Type } from 'typebox'

const Instant = (description: string) => Type.String({ description: `${description}, UTC` })
const InstantOrNull = (description: string) => Type.Union([Instant(description), Type.Null()])
const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const OrNull = <T extends ReturnType<typeof Type.Object>>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

const Said = {
  by: Type.String({ description: 'the client, or the person that the command line names' }),
  reason: TextOrNull('why'),
  at: Instant('when it was said'),
}

const EXAMPLE = {
  calculationId: '0f2c6b1e-6f0e-4a55-9d42-2b7c5f8e9a11',
  version: '42',
  type: 'balance_fixing',
  gridAreas: ['801', '802'],
  firstDay: '2026-03-02',
  lastDay: '2026-03-02',
  isInternal: false,
  needsApproval: true,
  rerunOf: null,
  createdBy: 'settlement-desk',
  startedAt: '2026-03-09T07:00:00Z',
  state: 'running',
  step: { name: 'calculate', number: 2, of: 4 },
  progress: { part: 'group_sum_day', done: 2, parts: 4 },
  steps: [{ name: 'pin', rows: 1, seconds: '0.004' }],
  decision: null,
  cancellation: null,
  failure: null,
  publishedAt: null,
}

/** A calculation with its life so far. */
export const Calculation = Type.Object(
  {
    calculationId: Type.String(),
    version: Type.String({ description: 'rises over all calculations' }),
    type: Type.String(),
    gridAreas: Type.Array(Type.String()),
    firstDay: Type.String({ description: 'first market day' }),
    lastDay: Type.String({ description: 'last market day' }),
    isInternal: Type.Boolean(),
    needsApproval: Type.Boolean({ description: 'published only when a second person has approved it' }),
    rerunOf: TextOrNull('the calculation whose arguments it repeats'),
    createdBy: Type.String(),
    startedAt: Instant('when it was started'),
    state: Type.String({
      description: 'started, running, waiting (for approval), published, failed, cancelled or rejected',
    }),
    step: OrNull(
      Type.Object({ name: Type.String(), number: Type.Integer(), of: Type.Integer() }),
      'the step that is under way or comes next; null when all are done',
    ),
    progress: OrNull(
      Type.Object({ part: Type.String(), done: Type.Integer(), parts: Type.Integer() }),
      'the part of that step that is under way: a model or a grid area',
    ),
    steps: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer(), seconds: Type.String() }), {
      description: 'those that are done',
    }),
    decision: OrNull(Type.Object({ decision: Type.String(), ...Said }), 'what the second person said'),
    cancellation: OrNull(Type.Object(Said), 'who stopped it'),
    failure: OrNull(
      Type.Object({ step: Type.String(), code: Type.String(), message: Type.String() }),
      'why it failed when it was last begun',
    ),
    publishedAt: InstantOrNull('when it was published'),
  },
  { examples: [EXAMPLE] },
)

/** A page of calculations. */
export const CalculationList = Type.Object(
  {
    calculations: Type.Array(Calculation),
    next: TextOrNull('`after` of the next page; null on the last one'),
  },
  { examples: [{ calculations: [EXAMPLE], next: '42' }] },
)

/** What a calculation is asked for with. */
export const AskedCalculationBody = Type.Object(
  {
    calculationId: Type.Optional(
      Type.String({ maxLength: 100, description: 'a uuid; sent again, nothing is started twice. Made when left out' }),
    ),
    type: Type.String({ maxLength: 100 }),
    gridAreas: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 }),
    firstDay: Type.String({ maxLength: 100, description: 'YYYY-MM-DD' }),
    lastDay: Type.String({ maxLength: 100, description: 'YYYY-MM-DD' }),
    isInternal: Type.Optional(Type.Boolean({ description: 'never sent to an actor; only for aggregation' })),
    needsApproval: Type.Optional(Type.Boolean({ description: 'publish only when a second person has approved it' })),
  },
  {
    additionalProperties: false,
    examples: [{ type: 'balance_fixing', gridAreas: ['801'], firstDay: '2026-03-02', lastDay: '2026-03-02' }],
  },
)

// The database keeps no NUL.
const Reason = Type.String({ minLength: 1, maxLength: 2000, pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$' })

/** Why something is done, if anything is to be said. */
export const ReasonBody = Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false })

/** Why results are rejected. */
export const RejectionBody = Type.Object({ reason: Reason }, { additionalProperties: false })

/** How a calculation is repeated. */
export const RerunBody = Type.Object({ needsApproval: Type.Optional(Type.Boolean()) }, { additionalProperties: false })

/** Which calculation. */
export const ById = Type.Object({
  calculationId: Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    description: 'uuid in small letters',
  }),
})

/** The page of a list. */
export const CalculationPage = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' }),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'The `next` of the page before.' })),
})

const Day = (description: string) =>
  Type.Optional(Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description }))

/** Days of the calendar. */
export const ScheduleQuery = Type.Object({
  from: Day('First day; today when left out.'),
  to: Day('Last day; left out: the first, or fourteen days from today on.'),
})

/** The schedule. */
export const Schedule = Type.Object(
  {
    entries: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String({ description: 'type of calculation, or another job' }),
        days: Type.String({
          description: 'what one start covers: day, month, or weekday (Friday with the weekend behind it)',
        }),
        months: Type.Integer({ description: 'after the period' }),
        workingDays: Type.Integer({ description: 'after that; 0 is the next day' }),
        time: Type.String({ description: 'HH:MM on the market’s clock' }),
        gridAreas: Type.Union([Type.Array(Type.String()), Type.Null()], {
          description: 'null: of calculations all with a metered data responsible, of other jobs all',
        }),
        firstDay: TextOrNull('first day that is looked after; null: not run yet'),
        isOn: Type.Boolean(),
      }),
    ),
    starts: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String(),
        from: Type.String({ description: 'first market day' }),
        to: Type.String({ description: 'first day that is not covered' }),
        dueAt: Instant('when it is due'),
        state: Type.String({ description: 'started, due or planned' }),
        startedId: TextOrNull('the calculation or run that was started'),
      }),
    ),
  },
  {
    examples: [
      {
        entries: [
          {
            name: 'balance_fixing',
            kind: 'balance_fixing',
            days: 'day',
            months: 0,
            workingDays: 5,
            time: '08:00',
            gridAreas: null,
            firstDay: '2026-01-01',
            isOn: true,
          },
        ],
        starts: [
          {
            name: 'balance_fixing',
            kind: 'balance_fixing',
            from: '2026-03-02',
            to: '2026-03-03',
            dueAt: '2026-03-09T07:00:00Z',
            state: 'planned',
            startedId: null,
          },
        ],
      },
    ],
  },
)
