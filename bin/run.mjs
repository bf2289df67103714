#!/usr/bin/env node
// Runs a file of this project under the Node that package.json pins, after installing the packages if need be.
// It needs nothing but Node 20 and npm: plain JavaScript, own modules only.   usage: node bin/run.mjs FILE [ARGS]
import { ensureInstalled } from './install.mjs'
import { launch } from './launch.mjs'

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`gridbook: Node ${process.versions.node} is too old; install Node 20 or newer and repeat the command`)
  process.exit(2)
}
const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: node bin/run.mjs FILE [ARGS]')
  process.exit(2)
}
try {
  const node = await ensureInstalled()
  launch(node, file, args)
} catch (cause) {
  console.error(`gridbook: ${cause instanceof Error ? cause.message : String(cause)}`)
  process.exit(2)
}
