import { expect, test } from 'vitest'
import { FEEDING_NEIGHBOUR, FIXED_POINT_COUNT, fixedPointsOf, OWN_AREAS, TAKING_NEIGHBOUR } from './fixed-points.ts'
import { layoutOf, ordinaryCount, placeOf, pointsOf } from './layout.ts'

test('all points are dealt out without gap or overlap, whatever their number', () => {
  for (const count of [224, 400, 401, 403, 100_000, 4_000_000]) {
    const { areas } = layoutOf(count)
    expect(areas.map(({ from }) => from)).toEqual([0, ...areas.slice(0, -1).map(({ to }) => to)])
    expect(areas.at(-1)?.to).toBe(count)
    expect(areas.map(({ area }) => area)).toEqual(['901', '902', '801', '802'])
  }
})

test('the larger own area has three fifths of consumption and production', () => {
  const layout = layoutOf(1_024)
  expect([ordinaryCount(layout, '801'), ordinaryCount(layout, '802')]).toEqual([600, 400])
})

test('every point has one place, and fixed points come first in their area', () => {
  const layout = layoutOf(400)
  const places = Array.from({ length: 400 }, (_, point) => placeOf(layout, point))
  expect(places.filter(({ fixed }) => fixed !== undefined)).toHaveLength(FIXED_POINT_COUNT)
  expect(placeOf(layout, 0)).toMatchObject({
    area: { area: '901' },
    fixed: { role: 'exchange', toArea: '901' },
  })
  expect(placeOf(layout, pointsOf(layout, '802').ordinaryFrom)).toMatchObject({
    area: { area: '802' },
    rank: 0,
  })
  expect(placeOf(layout, 399)).toMatchObject({ rank: ordinaryCount(layout, '802') - 1 })
})

test('a number beyond the market has no place', () => {
  expect(() => placeOf(layoutOf(400), 400)).toThrow(/points 0 to 399, not 400/)
  expect(() => placeOf(layoutOf(400), -1)).toThrow(RangeError)
})

test('each own area has one loss point of each kind, and every border both directions in both resolutions', () => {
  const points = (['901', '902', '801', '802'] as const).flatMap((area) => fixedPointsOf(area))
  for (const area of OWN_AREAS) {
    expect(points.filter(({ role, owner }) => role === 'grid_loss' && owner === area)).toHaveLength(1)
    expect(points.filter(({ role, owner }) => role === 'system_correction' && owner === area)).toHaveLength(1)
  }
  const flows = points.flatMap((point) =>
    point.role === 'exchange' ? [`${point.fromArea}>${point.toArea} ${point.hourly ? 'PT1H' : 'PT15M'}`] : [],
  )
  const borders = ['801>802', '801>901', '801>902', '802>901', '802>902'].flatMap((border) => [
    border,
    border.split('>').toReversed().join('>'),
  ])
  expect(flows.toSorted()).toEqual(borders.flatMap((border) => [`${border} PT15M`, `${border} PT1H`]).toSorted())
})

test('the neighbours read some of the meters, and an area is fed from one side and passes on to the other', () => {
  expect(fixedPointsOf('901').length).toBeGreaterThan(0)
  for (const area of OWN_AREAS) expect(FEEDING_NEIGHBOUR[area]).not.toBe(TAKING_NEIGHBOUR[area])
})
