/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'one-door', severity: 'error', comment: "enter a room by its index.ts", from: { path: '^src/([^/]+)/' }, to: { path: '^src/([^/]+)/.+', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] } },
    { name: 'kernel-is-pure', severity: 'error', from: { path: '^src/kernel/', pathNot: '\\.test\\.ts$' }, to: { pathNot: '^src/kernel/' } },
    { name: 'platform-down-only', severity: 'error', from: { path: '^src/platform/' }, to: { path: '^src/(?!kernel/|platform/)' } },
  ],
  options: {
    parser: 'swc', tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: { path: '^src/(probe|pgx|dbosx)' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
