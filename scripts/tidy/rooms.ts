import type { Remark, Source } from './source.ts'

// Nobody imports the outermost room, so it has a program instead of a door.
const WITHOUT_DOOR = new Set(['cli'])
const README_LINES = { least: 8, most: 90 }

/** Every room has a door and a page that says what it owns. */
export function roomRemarks(sources: readonly Source[]): readonly Remark[] {
  const byPath = new Map(sources.map((source) => [source.path, source.text]))
  const rooms = new Set(sources.flatMap(({ path }) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []))
  return [...rooms].flatMap((room) => {
    const door = `src/${room}/index.ts`
    const remarks = WITHOUT_DOOR.has(room) || byPath.has(door) ? [] : [missing(door, 'the room has no door')]
    return [...remarks, ...readmeRemarks(`src/${room}/README.md`, byPath)]
  })
}

function readmeRemarks(path: string, byPath: ReadonlyMap<string, string>): readonly Remark[] {
  const text = byPath.get(path)
  if (text === undefined) return [missing(path, 'the room has no README')]
  const lines = text.trimEnd().split('\n').length
  if (lines >= README_LINES.least && lines <= README_LINES.most) return []
  return [{ severity: 'warning', path, line: lines, message: `README of ${lines} lines: it is one page` }]
}

function missing(path: string, message: string): Remark {
  return { severity: 'error', path, line: 1, message }
}
