export { findingsOf } from './finding-store.ts'
export { renderFindings } from './render-findings.ts'
export type { FindingRow, InputFinding } from './input-finding.ts'
