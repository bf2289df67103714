import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { accessOf } from './access.ts'
import type { Access } from './access.ts'

/** What an OpenAPI document says about the API as a whole. */
export interface ApiDescription {
  readonly title: string
  readonly description: string
  readonly version: string
  /** whose tokens it takes */
  readonly issuerUrl: string
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

// The name under which operations refer to the token they want.
const TOKEN_SCHEME = 'token'

// The reference is served by ourselves; the browser is told to ask nobody else.
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'"

/**
 * Serves /openapi.json, made from the schemas that validate and serialise, and /docs, its page for people. Must come before
 * the routes that it describes.
 */
export function documentRoutes(server: FastifyInstance, api: ApiDescription): void {
  server.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { ...route.config, access: 'public' }
  })
  void server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: api.title,
        description: api.description,
        version: api.version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [...api.tags],
      components: {
        securitySchemes: {
          [TOKEN_SCHEME]: {
            type: 'openIdConnect',
            description: 'OAuth 2.0 client credentials; the access token has exactly one role.',
            openIdConnectUrl: `${api.issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`,
          },
        },
      },
    },
    convertConstToEnum: false,
    // Who may use a route is said by the route itself, so that the document cannot say otherwise.
    transform: ({ schema, url, route }) => ({ schema: withAccess(schema ?? {}, accessOf(route)), url }),
  })
  void server.register(async (page) => {
    // Some megabytes of script for the browser, which only a server that starts has to load.
    const { default: reference } = await import('@scalar/fastify-api-reference')
    await page.register(reference, {
      routePrefix: '/docs',
      configuration: {
        pageTitle: api.title,
        url: '/openapi.json',
        withDefaultFonts: false,
        telemetry: false,
        agent: { disabled: true },
        hideClientButton: true,
      },
    })
  })
  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/docs')) reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
  })
  server.after(() => {
    server.get(
      '/openapi.json',
      { schema: { hide: true }, config: { access: 'public' } },
      // The document of all routes exists once the server is ready, which it is before it answers.
      () => server.swagger(),
    )
  })
}

function withAccess(schema: FastifySchema, access: Access): FastifySchema {
  if (access === 'public') return schema
  const roles = `Roles: ${access.join(', ')}.`
  const description = schema.description === undefined ? roles : `${schema.description} ${roles}`
  return { ...schema, description, security: [{ [TOKEN_SCHEME]: [] }] }
}
