import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { Finding } from '../../kernel/index.ts'
import { marketCodeOf } from '../../measurements/index.ts'

const Fault = {
  Code: Type.String({ description: 'The code of the market, such as 00302.' }),
  Message: Type.String({ description: 'What is wrong, as a sentence.' }),
  Target: Type.Union([Type.String(), Type.Null()], { description: 'The field or element that is meant.' }),
}

/** The body of a refusal with status 400 (datahub 1.5): one fault, or `BadRequest` with all of them in the details. */
export const ErrorBody = Type.Object(
  {
    Error: Type.Object({
      ...Fault,
      Details: Type.Union([Type.Null(), Type.Object({ Errors: Type.Array(Type.Object(Fault)) })]),
    }),
  },
  {
    examples: [
      {
        Error: {
          Code: '00002',
          Message: 'SenderId is 5790000000012, not 5790000000005',
          Target: 'SenderId',
          Details: null,
        },
      },
      {
        Error: {
          Code: 'BadRequest',
          Message: 'There are 2 errors, listed in the details',
          Target: null,
          Details: {
            Errors: [
              { Code: '00303', Message: 'ReceiverId is 5790000000012, not 5790001330552', Target: 'ReceiverId' },
              { Code: '00403', Message: 'businessSector.type is "27", not 23', Target: 'businessSector.type' },
            ],
          },
        },
      },
    ],
  },
)

/** The same as a value. */
export type ErrorBodyValue = Static<typeof ErrorBody>

/** The body for findings of which there is at least one. */
export function errorBody(findings: readonly Finding[]): ErrorBodyValue {
  const faults = findings.map(toFault)
  const [first, ...more] = faults
  if (first !== undefined && more.length === 0) return { Error: { ...first, Details: null } }
  return {
    Error: {
      Code: 'BadRequest',
      Message: `There are ${faults.length} errors, listed in the details`,
      Target: null,
      Details: { Errors: faults },
    },
  }
}

function toFault(found: Finding): { Code: string; Message: string; Target: string | null } {
  return { Code: marketCodeOf(found.code), Message: found.message, Target: found.path ?? found.field ?? null }
}
