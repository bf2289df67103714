import type { FastifyInstance } from 'fastify'

/** As much of an OpenAPI document as the tests look at. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly tags: readonly { readonly name: string }[]
  readonly components: { readonly securitySchemes: Readonly<Record<string, { readonly type: string }>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** One operation. */
export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: SchemaPart; readonly example?: unknown }>>
type SchemaPart = { readonly examples?: readonly unknown[] }

/** The document that a server publishes. */
export async function openApiOf(server: FastifyInstance): Promise<OpenApiDocument> {
  const response = await server.inject('/openapi.json')
  return response.json<OpenApiDocument>()
}

/** Every operation with its method in capitals and its path as the server knows it. */
export function operationsOf({ paths }: OpenApiDocument): { readonly route: string; readonly operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      operation,
    })),
  )
}

/** Every schema of an operation with the examples that it has. */
export function schemasOf({ requestBody, responses }: Operation) {
  const contents: [string, Content][] = [
    ...(requestBody === undefined ? [] : [['request', requestBody.content] satisfies [string, Content]]),
    ...Object.entries(responses).map(([status, { content }]) => [status, content ?? {}] satisfies [string, Content]),
  ]
  return contents.flatMap(([where, content]) =>
    Object.entries(content).map(([type, { schema, example }]) => ({
      where,
      type,
      schema,
      examples: [...(schema.examples ?? []), ...(example === undefined ? [] : [example])],
    })),
  )
}
