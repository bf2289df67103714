import { expect, test } from 'vitest'
import { energyIn, netFromGrid, type CoupledEnergy } from './coupled-energy.ts'

const child = (coupled: CoupledEnergy['coupled'], ...energy: (readonly [number, bigint])[]): CoupledEnergy => ({
  coupled,
  energy: new Map(energy),
})
const always = [{ fromDay: 0, toDay: Infinity }]
const span = { fromDay: 10, toDay: 12 }

test('days outside the coupling do not count, whatever was read there', () => {
  const readings = [9, 10, 11, 12].map((day) => [day, 1n] as const)
  expect(energyIn([child(always, ...readings)], span)).toBe(2n)
  expect(energyIn([child([{ fromDay: 11, toDay: 20 }], ...readings)], span)).toBe(1n)
  expect(energyIn([child([{ fromDay: 0, toDay: 5 }], ...readings)], span)).toBeUndefined()
})

test('inclusive: the end day of the span counts, and so does that of a coupling', () => {
  const readings = [10, 11, 12, 13].map((day) => [day, 1n] as const)
  expect(energyIn([child(always, ...readings)], span, { inclusive: true })).toBe(3n)
  expect(energyIn([child([{ fromDay: 0, toDay: 11 }], ...readings)], span, { inclusive: true })).toBe(2n)
  expect(energyIn([child([{ fromDay: 0, toDay: 12 }], ...readings)], span, { inclusive: true })).toBe(3n)
})

test('net is never below zero, one side alone counts, and without any reading there is nothing', () => {
  const [some, none] = [child(always, [10, 5n]), child(always)]
  expect(netFromGrid({ fromGrid: [some], toGrid: [] }, span)).toBe(5n)
  expect(netFromGrid({ fromGrid: [some], toGrid: [none] }, span)).toBe(5n)
  expect(netFromGrid({ fromGrid: [none], toGrid: [some] }, span)).toBe(0n)
  expect(netFromGrid({ fromGrid: [some, some], toGrid: [some] }, span)).toBe(5n)
  expect(netFromGrid({ fromGrid: [none], toGrid: [none] }, span)).toBeUndefined()
})
