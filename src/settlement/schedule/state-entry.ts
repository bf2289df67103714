import { GridbookError, findMarketDay, type MarketZone } from '../../kernel/index.ts'
import { inTransaction, type Pool } from '../../platform/index.ts'
import type { ScheduledEntry, ScheduleEntry } from './schedule-entry.ts'
import { entriesInForce } from './schedule-store.ts'

/** What is to be otherwise with an entry; what is left out stays. */
export interface EntryChange {
  readonly isOn?: boolean | undefined
  readonly months?: number | undefined
  readonly workingDays?: number | undefined
  readonly time?: string | undefined
  /** none: all that have somebody who delivers their readings */
  readonly gridAreas?: readonly string[] | undefined
  readonly firstDay?: string | undefined
}

/**
 * States how an entry is from now on. What it has started stays started.
 * @returns the entry as it is in force
 * @throws GridbookError SCHEDULE_ENTRY with every fault
 */
export async function stateEntry(
  name: string,
  change: EntryChange & { readonly by: string },
  {
    pool,
    entries,
    zone,
  }: { readonly pool: Pool; readonly entries: readonly ScheduleEntry[]; readonly zone: MarketZone },
): Promise<ScheduledEntry> {
  return await inTransaction(pool, async (trx) => {
    await trx.query('lock table settlement.schedule_statement in share row exclusive mode')
    const known = (await entriesInForce(trx, entries)).find((entry) => entry.name === name)
    if (known === undefined) {
      const names = entries.map((entry) => entry.name).join(', ')
      throw new GridbookError('SCHEDULE_ENTRY', `there is no entry ${name}; there are ${names}`)
    }
    const stated = changed(known, change)
    const faults = faultsOf(stated, zone)
    if (faults.length > 0) throw new GridbookError('SCHEDULE_ENTRY', faults.join('; '))
    await trx.query(
      `insert into settlement.schedule_statement (name, is_on, months, working_days, at_time, grid_areas, first_day, stated_by)
       values ($1, $2, $3, $4, $5, $6, $7::date, $8)`,
      [
        name,
        stated.isOn,
        stated.at.months,
        stated.at.workingDays,
        stated.at.time,
        stated.gridAreas,
        stated.firstDay,
        change.by,
      ],
    )
    return stated
  })
}

function changed(known: ScheduledEntry, change: EntryChange): ScheduledEntry {
  const { months, workingDays, time } = change
  const areas = change.gridAreas?.length === 0 ? null : change.gridAreas
  return {
    ...known,
    isOn: change.isOn ?? known.isOn,
    at: {
      months: months ?? known.at.months,
      workingDays: workingDays ?? known.at.workingDays,
      time: time ?? known.at.time,
    },
    gridAreas: areas === undefined ? known.gridAreas : areas,
    firstDay: change.firstDay ?? known.firstDay,
  }
}

function faultsOf({ at, gridAreas, firstDay, days }: ScheduledEntry, zone: MarketZone): string[] {
  const areas = gridAreas ?? []
  return [
    ...(at.months <= 120 ? [] : [`${at.months} months are more than 120`]),
    ...(at.months > 0 && days !== 'month' ? ['an entry for each day takes no months'] : []),
    ...(at.workingDays <= 250 ? [] : [`${at.workingDays} working days are more than 250`]),
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(at.time) ? [] : [`'${at.time}' is not a time HH:MM`]),
    ...(firstDay === null || findMarketDay(firstDay, zone) !== undefined ? [] : [`'${firstDay}' is not a day`]),
    ...areas.filter((area) => !/^\d{3}$/.test(area)).map((area) => `'${area}' is not a grid area code of three digits`),
  ]
}
