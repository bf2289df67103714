import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

test('a port that is taken is said so, and the one who has it goes on', async () => {
  const [first, second] = [fastify(), fastify()]
  first.get('/', () => 'first')
  const listening = await listen(first, { host: '127.0.0.1', port: 0 })
  try {
    const port = Number(new URL(listening.url).port)
    await expect(listen(second, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `apiHost and apiPort: cannot listen at 127.0.0.1:${port}, another process listens there`,
    })
    expect(await (await fetch(listening.url)).text()).toBe('first')
  } finally {
    await second.close()
    await listening.close()
  }
})

test('an address that is not of this machine is said so', async () => {
  const server = fastify()
  await expect(listen(server, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await server.close()
})
