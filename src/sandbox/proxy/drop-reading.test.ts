import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { startDropReadingProxy } from './drop-reading.ts'

const point = '571313000000000174'
const reading = { meteringPointId: point, seriesStart: '2026-03-09T23:00Z', position: 2 }
const running: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (each) => await each.stop()))
})

function series(meteringPointId: string, start: string, quantities: readonly string[]): string {
  const points = quantities.map((quantity, n) => `{"position":{"value":${n + 1}},"quantity":${quantity}}`)
  return `{"mRID":"T-${start}","marketEvaluationPoint.mRID":{"codingScheme":"A10","value":"${meteringPointId}"},"Period":{"resolution":"PT1H","timeInterval":{"start":{"value":"${start}"},"end":{"value":"2026-03-10T23:00Z"}},"Point":[${points.join(',')}]}}`
}

function document(...parts: readonly string[]): string {
  return `{"NotifyValidatedMeasureData_MarketDocument":{"mRID":"M1","Series":[${parts.join(',')}]}}`
}

/** What a proxy hands on of these answers, one after the other. */
async function relayed(answers: readonly string[], method = 'GET'): Promise<{ texts: string[]; dropped: number }> {
  let asked = 0
  const server = createServer((_, outgoing) => {
    outgoing.setHeader('messageid', 'M1')
    outgoing.end(answers[asked])
    asked += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  running.push({
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
  const proxy = await startDropReadingProxy(`http://127.0.0.1:${address.port}`, reading)
  running.push(proxy)
  const texts: string[] = []
  for (const _ of answers) {
    const answer = await fetch(`${proxy.url}/v1.0/cim/measuredata`, { method })
    expect(answer.headers.get('messageid')).toBe('M1')
    texts.push(await answer.text())
  }
  return { texts, dropped: proxy.dropped() }
}

test('the one reading is gone and everything else is there, digit by digit', async () => {
  const others = [
    series(point, '2026-03-08T23:00Z', ['1.10', '2']),
    series('571313000000000181', '2026-03-09T23:00Z', ['5', '6']),
  ]
  const { texts, dropped } = await relayed([
    document(series(point, '2026-03-09T23:00Z', ['0.100', '1234567890123.456', '7.5e0']), ...others),
  ])
  const left = series(point, '2026-03-09T23:00Z', ['0.100', 'x', '7.5e0']).replace(
    '{"position":{"value":2},"quantity":x},',
    '',
  )
  expect(texts).toEqual([document(left, ...others)])
  expect(dropped).toBe(1)
})

test('a message that comes again is short of the same reading', async () => {
  const sent = document(series(point, '2026-03-09T23:00Z', ['1', '2', '3']))
  const { texts, dropped } = await relayed([sent, sent])
  expect(texts[0]).not.toBe(sent)
  expect(texts[1]).toBe(texts[0])
  expect(dropped).toBe(2)
})

test.each([
  ['other days of the point', document(series(point, '2026-03-10T23:00Z', ['1', '2']))],
  ['the day without the position', document(series(point, '2026-03-09T23:00Z', ['1']))],
  ['other documents', `{"NotifyAggregatedMeasureData_MarketDocument":{"mRID":"${point}"}}`],
  ['no document', ''],
])('%s pass untouched', async (_, sent) => {
  expect(await relayed([sent])).toEqual({ texts: [sent], dropped: 0 })
})

test('what is sent to the hub is not touched', async () => {
  const sent = document(series(point, '2026-03-09T23:00Z', ['1', '2']))
  expect(await relayed([sent], 'POST')).toEqual({ texts: [sent], dropped: 0 })
})
