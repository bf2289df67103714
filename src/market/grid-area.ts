/** What holds of a grid area, as it was stated. */
export type GridAreaValues = {
  readonly name: string
  /** the area of the spot price, such as DK1; null: none */
  readonly priceArea: string | null
  /** GLN or EIC of who delivers its readings; null: nobody, as for a foreign neighbour */
  readonly meteredDataResponsibleId: string | null
  /** GLN or EIC of who gives access to its grid; null: not stated */
  readonly gridAccessProviderId: string | null
  /** codes of the areas with which it exchanges energy, sorted; null: not stated; empty: with none */
  readonly neighbours: readonly string[] | null
}

type Optional = 'gridAccessProviderId' | 'neighbours'

type Key = {
  /** three digits in dk */
  readonly code: string
  /** market day, `YYYY-MM-DD` */
  readonly validFrom: string
}

/** A grid area from a market day on; what is left out is not stated. */
export type NewGridArea = Key &
  Omit<GridAreaValues, Optional> & { readonly [K in Optional]?: GridAreaValues[K] | undefined } & {
    readonly tombstone?: false | undefined
  }

/** What a writer may append: an area from a day on, or that what was stated from that day on is taken back. */
export type GridAreaStatement = NewGridArea | (Key & { readonly tombstone: true })

/** A statement as it was recorded; `values` is null where it withdraws. */
export type RecordedGridArea = Key & { readonly recordedSeq: bigint; readonly values: GridAreaValues | null }

/** A grid area in one period `[validFrom, validTo)`; validTo null: open. The grid access provider is the one who acts as such. */
export type GridAreaPeriod = Key &
  GridAreaValues & {
    readonly validTo: string | null
    /** the commit that stated it */
    readonly recordedSeq: bigint
  }

/** The values of a statement, with what was left out filled in; neighbours in order, each once. */
export function areaValuesOf(area: NewGridArea): GridAreaValues {
  return {
    name: area.name,
    priceArea: area.priceArea,
    meteredDataResponsibleId: area.meteredDataResponsibleId,
    gridAccessProviderId: area.gridAccessProviderId ?? null,
    neighbours: area.neighbours == null ? null : [...new Set(area.neighbours)].toSorted(),
  }
}

/** Who gives access to the grid: the metered data responsible where nobody else is stated, since a grid company is both. */
export function gridAccessProviderOf(
  area: Pick<NewGridArea, 'gridAccessProviderId' | 'meteredDataResponsibleId'>,
): string | null {
  return area.gridAccessProviderId ?? area.meteredDataResponsibleId
}
