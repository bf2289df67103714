import { expect, test } from 'vitest'
import type { NewPointPeriod } from '../../metering-points/index.ts'
import { finalReadings } from '../final-readings.ts'
import { generateMarket } from '../generate-market.ts'
import { supplierGln } from '../identities.ts'
import { planMarket } from '../market.ts'
import { mergeDeliveries, settleQuarter } from '../plain-settlement.ts'
import { lossDay } from './loss-day.ts'
import { OUR_SUPPLIER } from './supplied-points.ts'

const options = { month: '2026-10', meteringPoints: 260, seed: 9 }
const market = generateMarket(options)
const plan = planMarket(options)
const merged = mergeDeliveries(market.plan().map((planned) => market.deliver(planned)))
const statements = [...Map.groupBy(market.pointPeriods(), ({ meteringPointId }): string => meteringPointId).values()]

test.each(['801', '802'] as const)(
  'the loss point of %s gets what a settlement of the delivered readings leaves over',
  (area) => {
    const readings = finalReadings(plan)
    // An ordinary day, the day of 25 hours, and the last one.
    for (const dayIndex of [3, 24, 30]) {
      const day = plan.days[dayIndex]
      if (day === undefined) throw new Error('October has 31 days')
      const residuals = Array.from(
        { length: day.quarters },
        (_, quarter) => settleQuarter(area, day.day.dayNumber, day.day.date, quarter, statements, merged).gridLoss,
      )
      expect(lossDay(plan, readings, area, dayIndex).map(BigInt)).toEqual(
        residuals.map((each) => (each > 0n ? each : 0n)),
      )
    }
  },
)

test('the energy by area, type and method is that of the delivered readings, the loss added to flex', () => {
  const readings = finalReadings(plan)
  const expected = new Map<string, bigint>()
  const add = (key: string, micro: bigint): void => void expected.set(key, (expected.get(key) ?? 0n) + micro)
  for (const { day, index, quarters } of plan.days) {
    for (const period of ourPeriods(day.date)) {
      const key = [period.gridArea, period.type, period.settlementMethod].join('/')
      const [slotClass, slots] = period.resolution === 'PT1H' ? [25, day.hours] : [100, quarters]
      const slotsOfDay = merged.get(`${period.meteringPointId}/${day.dayNumber}/${slotClass}`)
      for (let k = 0; k < slots; k += 1) add(key, slotsOfDay?.[k]?.micro ?? 0n)
    }
    for (const area of ['801', '802'] as const)
      for (const milli of lossDay(plan, readings, area, index)) add(`${area}/consumption/flex`, BigInt(milli) * 1000n)
  }
  const found = market
    .suppliedEnergy()
    .map(({ gridArea, type, settlementMethod, energyKwh }): [string, string] => [
      [gridArea, type, settlementMethod].join('/'),
      `${energyKwh.replace('.', '')}000`,
    ])
  expect(new Map(found)).toEqual(new Map([...expected].map(([key, micro]) => [key, String(micro)])))
})

function ourPeriods(date: string): NewPointPeriod[] {
  const us = supplierGln(OUR_SUPPLIER)
  return statements.flatMap((ofPoint) => {
    const known = ofPoint.findLast(({ validFrom }) => validFrom <= date)
    const isOurs = known?.energySupplierId === us && known.connectionState !== 'closed_down'
    return isOurs && known.lossRole === undefined ? [known] : []
  })
}
