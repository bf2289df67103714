import type { Finding, Result } from '../../kernel/index.ts'
import type {
  AskedFilter,
  PointPage,
  PointTimeline,
  PointView,
  SearchedPage,
  TimelinePage,
} from '../../metering-points/index.ts'

/** Who looks, and in which role: a grid company sees points of its areas, a supplier those that it supplies. */
export interface Viewer {
  readonly actorId: string
  readonly role: string
}

/** Of which market day, and as known at which number; left out: today, now. */
export interface AskedTime {
  readonly asOf?: string | undefined
  readonly asKnown?: bigint | undefined
}

/** Metering points, for who may see them. */
export interface PointSearchUseCases {
  /** A page of points, or every fault of the filter. */
  readonly search: (
    asked: AskedFilter,
    time: AskedTime,
    page: SearchedPage,
    viewer: Viewer,
  ) => Promise<Result<PointPage, Finding[]>>
  /** @throws NOT_FOUND for a point that is not known, and for one that the viewer may not see */
  readonly view: (meteringPointId: string, time: AskedTime, viewer: Viewer) => Promise<PointView>
  /** @throws NOT_FOUND as view */
  readonly timeline: (meteringPointId: string, page: TimelinePage, viewer: Viewer) => Promise<PointTimeline>
}
