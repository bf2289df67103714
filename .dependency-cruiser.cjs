// The way through the house: a room may enter the rooms on its own floor and on those below, by their doors.
const FLOORS = [
  ['kernel'],
  ['platform'],
  ['market'],
  ['measurements', 'metering-points', 'charges', 'exchange'],
  [
    'settlement',
    'settlement-requests',
    'point-documents',
    'settlement-report',
    'calculated-series',
    'supply',
    'billing',
    'reconciliation',
    'accruals',
    'finance',
  ],
  ['sandbox', 'api'],
  ['cli'],
]
const ROOMS = FLOORS.flat()
const TESTS = '\\.(test|contract)\\.ts$'
const anyOf = (rooms) => `^src/(${rooms.join('|')})/`

const upward = FLOORS.slice(0, -1).map((floor, level) => ({
  name: `down-only-from-${floor[0]}`,
  comment: `${floor.join(', ')}: imports only from the own floor and below`,
  severity: 'error',
  from: { path: anyOf(floor) },
  to: { path: anyOf(FLOORS.slice(level + 1).flat()) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'one-door',
      comment: 'enter a room by its index.ts',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/.+', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'known-rooms',
      comment: 'a new room gets its floor in .dependency-cruiser.cjs first',
      severity: 'error',
      from: { path: '^src/', pathNot: anyOf(ROOMS) },
      to: {},
    },
    ...upward,
    {
      name: 'kernel-is-pure',
      comment: 'no I/O and no package: everything may use it, it uses nothing',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: TESTS },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'exchange-knows-no-domain',
      comment: 'documents and queues know nothing of who uses them',
      severity: 'error',
      from: { path: '^src/exchange/' },
      to: { path: anyOf(ROOMS.filter((room) => !['kernel', 'platform', 'market', 'exchange'].includes(room))) },
    },
    {
      name: 'product-without-tests',
      comment: 'what ships uses nothing that is there for tests, benchmarks or development',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: ['^(test|bench|scripts)/', TESTS] },
    },
    {
      name: 'product-without-development-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // TypeScript 7 is no parser for it; without this one it would see no file and succeed.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
