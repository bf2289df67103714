import type {
  CalculationComparison,
  ComparisonOptions,
  LatestQuery,
  Publication,
  PublicationFilter,
  VersionInterval,
} from '../../settlement/index.ts'

/** Versions of results, for the operators of the hub. */
export interface VersionUseCases {
  /** The version that holds for each type, area and day. */
  readonly latest: (query: LatestQuery) => Promise<readonly Publication[]>
  /** When each version was the latest. */
  readonly history: (filter: Omit<PublicationFilter, 'internal'>) => Promise<readonly VersionInterval[]>
  /** What two calculations differ in, and why. @throws NOT_FOUND, NOT_CALCULATED, CALCULATION_ARGUMENT */
  readonly compare: (
    references: readonly [a: string, b: string],
    options: ComparisonOptions,
  ) => Promise<CalculationComparison>
}
