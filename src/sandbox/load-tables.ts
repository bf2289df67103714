/** What stands behind a consumption or production point. */
export const LOAD_KINDS = ['household', 'heat_pump', 'shop', 'industry', 'solar', 'wind'] as const
/** One of the kinds of load. */
export type LoadKind = (typeof LOAD_KINDS)[number]

/** Shape of a day: 24 integers at the hours of the clock, out of 1,000. */
export type HourShape = readonly number[]

/** Out of 100 points: households and few wind turbines, as in a small Danish area. */
export const KIND_SHARES: Readonly<Record<LoadKind, number>> = {
  household: 63,
  heat_pump: 16,
  shop: 10,
  industry: 3,
  solar: 6,
  wind: 2,
}

/** Size of the points of a kind: milli-kWh in a quarter-hour at a shape of 1,000, from (inclusive) and to (exclusive). */
export const SIZES: Readonly<Record<LoadKind, readonly [from: number, to: number]>> = {
  household: [90, 420],
  heat_pump: [350, 1_100],
  shop: [500, 4_000],
  industry: [8_000, 60_000],
  solar: [600, 3_000],
  wind: [15_000, 120_000],
}

/** Consumption by the hour on a working day. Heat pumps are scaled by the cold of the day besides. */
export const WORKING_DAY: Readonly<Record<'household' | 'heat_pump' | 'shop' | 'industry', HourShape>> = {
  household: [
    210, 180, 170, 165, 180, 260, 520, 700, 540, 380, 340, 350, 390, 370, 360, 400, 560, 860, 1000, 960, 820, 640, 430,
    290,
  ],
  heat_pump: [
    640, 630, 620, 640, 700, 820, 960, 1000, 900, 800, 720, 660, 620, 600, 610, 660, 760, 880, 930, 900, 850, 780, 710,
    660,
  ],
  shop: [
    170, 165, 160, 160, 170, 210, 340, 560, 820, 940, 990, 1000, 1000, 990, 980, 970, 940, 860, 640, 420, 300, 230, 190,
    180,
  ],
  industry: [
    560, 550, 550, 560, 590, 700, 900, 980, 1000, 1000, 990, 940, 980, 1000, 990, 930, 820, 740, 690, 660, 640, 620,
    600, 570,
  ],
}

/** The same on Saturdays and Sundays: later mornings, closed doors. */
export const WEEKEND_DAY: typeof WORKING_DAY = {
  household: [
    260, 220, 190, 175, 170, 190, 260, 400, 590, 720, 760, 750, 760, 700, 640, 620, 700, 880, 980, 930, 800, 660, 500,
    350,
  ],
  heat_pump: [
    660, 640, 630, 640, 680, 740, 840, 930, 960, 900, 820, 740, 690, 660, 660, 690, 770, 870, 920, 900, 860, 800, 740,
    690,
  ],
  shop: [
    150, 145, 140, 140, 145, 160, 200, 280, 430, 560, 620, 640, 630, 610, 560, 480, 380, 300, 250, 210, 190, 170, 160,
    155,
  ],
  industry: [
    420, 410, 405, 405, 410, 420, 440, 460, 470, 475, 475, 470, 470, 470, 465, 460, 450, 445, 440, 435, 430, 430, 425,
    420,
  ],
}

/** Cold of each month, out of 1,000: how hard heat pumps work. */
export const COLD_OF_MONTH: readonly number[] = [950, 930, 780, 540, 300, 190, 170, 180, 290, 500, 720, 890]

/** Quarter-hours of the clock in which the sun rises and sets, each month, on the clock in force in its middle. */
export const DAYLIGHT_OF_MONTH: readonly (readonly [rises: number, sets: number])[] = [
  [34, 64],
  [31, 69],
  [26, 73],
  [25, 81],
  [20, 86],
  [18, 88],
  [19, 87],
  [23, 83],
  [27, 77],
  [31, 72],
  [31, 65],
  [34, 63],
]

/** Height of the sun at noon each month, out of 1,000. */
export const SUN_OF_MONTH: readonly number[] = [230, 380, 580, 780, 920, 1000, 970, 850, 660, 440, 270, 190]
