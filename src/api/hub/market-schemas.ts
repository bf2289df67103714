import { Type } from 'typebox'

// The database keeps no NUL.
const GivenText = (maxLength: number, description: string) =>
  Type.String({ maxLength, pattern: '^[^\\u0000]*$', description })
const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
// Null comes first: where values are coerced to their types, a null would become an empty text.
const GivenOrNull = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.Null(), GivenText(maxLength, description)], { description }))
const Day = (description: string) => Type.String({ description: `${description}, YYYY-MM-DD` })

/** Length of the longest text that is taken for an identifier; which ones are allowed say the rules. */
const ID = 40

const Dated = {
  validFrom: Day('market day from which it holds'),
  validTo: TextOrNull('first market day on which it does not hold any more; null: open'),
  recordedSeq: Type.String({ description: 'the commit that stated it' }),
}
const Stated = {
  validFrom: Dated.validFrom,
  recordedSeq: Dated.recordedSeq,
  withdrawn: Type.Boolean({ description: 'takes back what was stated from that day on; the values are null then' }),
}

const AreaValues = {
  name: Type.String(),
  priceArea: TextOrNull('area of the spot price, such as DK1'),
  meteredDataResponsibleId: TextOrNull('GLN or EIC of who delivers its readings'),
  gridAccessProviderId: TextOrNull('GLN or EIC of who gives access to its grid'),
  neighbours: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'codes of the areas with which it exchanges energy; null: not stated',
  }),
}
const EXAMPLE_AREA_VALUES = {
  name: 'Example West',
  priceArea: 'DK1',
  meteredDataResponsibleId: '5790001089030',
  gridAccessProviderId: '5790001089030',
  neighbours: ['802'],
}
const EXAMPLE_DATES = { validFrom: '2026-01-01', validTo: null, recordedSeq: '12' }
const EXAMPLE_STATED = { validFrom: '2026-01-01', recordedSeq: '12', withdrawn: false }

const Area = Type.Object({ code: Type.String(), ...Dated, ...AreaValues })

/** A page of grid areas. */
export const AreaList = Type.Object(
  { gridAreas: Type.Array(Area), next: TextOrNull('`after` of the next page; null on the last one') },
  { examples: [{ gridAreas: [{ code: '801', ...EXAMPLE_DATES, ...EXAMPLE_AREA_VALUES }], next: null }] },
)

/** A grid area: its periods, and what was stated about it. */
export const AreaHistory = Type.Object(
  {
    code: Type.String(),
    periods: Type.Array(Area, { description: 'in the order of days' }),
    statements: Type.Array(Type.Object({ ...Stated, values: Type.Union([Type.Object(AreaValues), Type.Null()]) }), {
      description: 'in the order of recording, as they were stated',
    }),
  },
  {
    examples: [
      {
        code: '801',
        periods: [{ code: '801', ...EXAMPLE_DATES, ...EXAMPLE_AREA_VALUES }],
        statements: [{ ...EXAMPLE_STATED, values: { ...EXAMPLE_AREA_VALUES, gridAccessProviderId: null } }],
      },
    ],
  },
)

/** What is stated about a grid area from a day on. */
export const AreaBody = Type.Object(
  {
    code: GivenText(ID, 'three digits'),
    validFrom: GivenText(ID, 'market day from which it holds, YYYY-MM-DD'),
    withdrawn: Type.Optional(Type.Boolean({ description: 'takes back what was stated from that day on' })),
    name: Type.Optional(GivenText(200, 'needed unless it is withdrawn')),
    priceArea: GivenOrNull(ID, 'area of the spot price, such as DK1'),
    meteredDataResponsibleId: GivenOrNull(ID, 'GLN or EIC of who delivers its readings'),
    gridAccessProviderId: GivenOrNull(ID, 'GLN or EIC; left out: the metered data responsible'),
    neighbours: Type.Optional(
      Type.Union([Type.Null(), Type.Array(GivenText(ID, 'code'), { maxItems: 1000 })], {
        description: 'codes of the areas with which it exchanges energy; left out or null: not stated',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ code: '801', validFrom: '2026-01-01', ...EXAMPLE_AREA_VALUES }] },
)

const ActorValues = {
  name: Type.String(),
  roles: Type.Array(Type.String(), { description: 'such as energy_supplier; none: it acts no more' }),
}
const EXAMPLE_ACTOR = { name: 'Example grid company', roles: ['metered_data_responsible', 'grid_access_provider'] }
const Actor = Type.Object({ actorId: Type.String({ description: 'GLN or EIC' }), ...Dated, ...ActorValues })

/** A page of actors. */
export const ActorList = Type.Object(
  { actors: Type.Array(Actor), next: TextOrNull('`after` of the next page; null on the last one') },
  { examples: [{ actors: [{ actorId: '5790001089030', ...EXAMPLE_DATES, ...EXAMPLE_ACTOR }], next: null }] },
)

/** An actor: its periods, and what was stated about it. */
export const ActorHistory = Type.Object(
  {
    actorId: Type.String(),
    periods: Type.Array(Actor, { description: 'in the order of days' }),
    statements: Type.Array(Type.Object({ ...Stated, values: Type.Union([Type.Object(ActorValues), Type.Null()]) }), {
      description: 'in the order of recording',
    }),
  },
  {
    examples: [
      {
        actorId: '5790001089030',
        periods: [{ actorId: '5790001089030', ...EXAMPLE_DATES, ...EXAMPLE_ACTOR }],
        statements: [{ ...EXAMPLE_STATED, values: EXAMPLE_ACTOR }],
      },
    ],
  },
)

/** What is stated about an actor from a day on. */
export const ActorBody = Type.Object(
  {
    actorId: GivenText(ID, 'GLN or EIC'),
    validFrom: Type.Optional(GivenText(ID, 'market day from which it holds, YYYY-MM-DD; left out: always')),
    withdrawn: Type.Optional(Type.Boolean({ description: 'takes back what was stated from that day on' })),
    name: Type.Optional(GivenText(200, 'needed unless it is withdrawn')),
    roles: Type.Optional(
      Type.Array(GivenText(ID, 'role'), {
        maxItems: 100,
        description: 'such as energy_supplier; none, with validFrom: it acts no more',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ actorId: '5790001089030', validFrom: '2026-01-01', ...EXAMPLE_ACTOR }] },
)

const Client = Type.Object({
  clientId: Type.String({ description: 'as the claim azp of its tokens has it' }),
  actorId: Type.String({ description: 'GLN or EIC of the actor for which it acts' }),
  role: Type.String({ description: 'code of the market role in which it acts, such as DDQ' }),
})
const EXAMPLE_CLIENT = { clientId: '0d6c2f1e', actorId: '5790001089030', role: 'MDR' }

/** A page of clients. */
export const ClientList = Type.Object(
  { clients: Type.Array(Client), next: TextOrNull('`after` of the next page; null on the last one') },
  { examples: [{ clients: [EXAMPLE_CLIENT], next: null }] },
)

/** For whom a client acts. */
export const ClientBody = Type.Object(
  {
    clientId: GivenText(200, 'as the claim azp of its tokens has it'),
    actorId: GivenText(ID, 'GLN or EIC of the actor for which it acts'),
    role: GivenText(ID, 'code of the market role in which it acts, such as DDQ'),
  },
  { additionalProperties: false, examples: [EXAMPLE_CLIENT] },
)

/** What became of a statement. */
export const StatedAnswer = Type.Object(
  {
    recordedSeq: TextOrNull('the commit; null: it was known already, word for word'),
    warnings: Type.Array(
      Type.Object({ code: Type.String(), message: Type.String(), field: TextOrNull('the field that is meant') }),
      { description: 'what is doubtful about it, though it holds' },
    ),
  },
  {
    examples: [
      {
        recordedSeq: '12',
        warnings: [
          { code: 'GRID_AREA_UNKNOWN', message: 'neighbour 802 is not known on 2026-01-01', field: 'neighbours' },
        ],
      },
    ],
  },
)

/** Which grid area. */
export const ByCode = Type.Object({ code: Type.String({ pattern: '^\\d{3}$', description: 'three digits' }) })

/** Which actor. */
export const ByActorId = Type.Object({
  actorId: Type.String({ pattern: '^[0-9A-Za-z-]{13,16}$', description: 'GLN or EIC' }),
})

/** Which client. */
export const ByClientId = Type.Object({
  clientId: GivenText(200, 'as the claim azp of its tokens has it'),
})

const AsKnown = Type.Optional(
  Type.String({ pattern: '^\\d{1,18}$', description: 'As known when this number was committed; left out: now.' }),
)
const Limit = Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' })

/** How a history is asked for. */
export const HistoryQuery = Type.Object({ asKnown: AsKnown })

/** A page of what is dated. */
export const PeriodQuery = Type.Object({
  limit: Limit,
  after: Type.Optional(
    Type.String({
      pattern: '^[0-9A-Za-z-]{3,16}@\\d{4}-\\d{2}-\\d{2}$',
      description: 'The `next` of the page before.',
    }),
  ),
  asOf: Type.Optional(
    Type.String({
      format: 'date',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'Only what holds on this market day.',
    }),
  ),
  asKnown: AsKnown,
})

/** A page of clients. */
export const ClientQuery = Type.Object({
  limit: Limit,
  after: Type.Optional(GivenText(200, 'The `next` of the page before.')),
})
