export type { DayRows } from './day-rows.ts'
export { accepted, refused } from './result.ts'
export type { Result } from './result.ts'

export { catalogue, isErrorCode } from './errors.ts'
export type { CatalogueEntry, ErrorCode } from './errors.ts'
export type { Audience } from './error-entry.ts'
export { finding, GridbookError, warning } from './finding.ts'
export type { Finding, FindingDetail, Where } from './finding.ts'

export { divideHalfAway, formatDecimal, parseDecimal, roundHalfAway } from './decimal.ts'
export type { DecimalFault, DecimalLimits } from './decimal.ts'
export { add, compare, negate, QUANTITY_SCALE, subtract, sum, toScaled } from './quantity.ts'
export type { EnergyKwh, Money, PricePerKwh, Quantity } from './quantity.ts'
export { energyFromScaled, formatEnergyKwh, NO_ENERGY, parseEnergyKwh } from './energy.ts'
export type { EnergyLimits } from './energy.ts'
export { formatPricePerKwh, parsePricePerKwh, priceFromScaled } from './price.ts'
export { formatHundredths, formatMoney, moneyFromScaled, multiply, parseMoney, roundMoney } from './money.ts'
export { quarterOfSlot, roundWithCarry } from './carry.ts'
export type { QuarterOfHour } from './carry.ts'

export { dateOf, dayNumberOf } from './civil-date.ts'
export { MARKET_ZONES } from './market-zone.ts'
export type { MarketZone } from './market-zone.ts'
export {
  addDays,
  endInstant,
  findMarketDay,
  isLocalMidnight,
  marketDay,
  marketDayOf,
  nextDay,
  previousDay,
  startInstant,
} from './market-day.ts'
export type { MarketDay } from './market-day.ts'
export { clockShift } from './clock-shift.ts'
export type { ClockShift } from './clock-shift.ts'
export { daysOf, findMonth, monthOf } from './market-period.ts'
export type { DayPart, MarketMonth, Period } from './market-period.ts'
export { isResolution, minutesOf, RESOLUTIONS, slotClassOf, slotCount, slotOf, slotStartMs } from './resolution.ts'
export type { Resolution } from './resolution.ts'
export { formatInstant, formatInstantToMinute, parseInstant } from './instant.ts'
export { clockFrom, fixedClock } from './clock.ts'
export type { Clock } from './clock.ts'

export {
  and,
  andNot,
  countSlots,
  emptyMask,
  firstSlots,
  has,
  hoursToQuarters,
  isEmptyMask,
  maskOf,
  or,
  SLOT_CLASSES,
  slotRange,
  slotsIn,
  WORD_BITS,
  wordCount,
} from './slots.ts'
export type { SlotClass, SlotMask } from './slots.ts'

export {
  hasQuality,
  isQuality,
  NO_QUALITY,
  QUALITIES,
  qualitiesIn,
  QUALITY_BIT,
  qualitySet,
  unionOfQualities,
} from './quality.ts'
export type { Quality, QualitySet } from './quality.ts'
export { fromReadingQualityCode, messagedQuality, toReadingQualityCode } from './quality-codes.ts'
export type { MessagedQuality, ReadingQualityCode } from './quality-codes.ts'

export { glnWithCheckDigit, gsrnWithCheckDigit, parseGln, parseGsrn, parseGsrnShape } from './gs1.ts'
export type { Gln, Gsrn } from './gs1.ts'
export { eicWithCheckCharacter, parseEic } from './eic.ts'
export type { Eic } from './eic.ts'
export { nmiOf, nmiWithChecksum, parseNmi } from './nmi.ts'
export type { Nmi } from './nmi.ts'
export { parseActorId, parseActorIdShape, parseGridArea } from './identifiers.ts'
export type { ActorId, GridArea, MeteringPointId } from './identifiers.ts'
