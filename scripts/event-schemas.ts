// Writes the published schemas of events that are not there yet. What is published stays as it is: a schema that differs
// from its file needs a new version first.   usage: event-schemas.ts
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publishedSchemas } from '../src/metering-points/index.ts'

const directory = fileURLToPath(new URL('../docs/events', import.meta.url))
mkdirSync(directory, { recursive: true })
for (const [file, schema] of publishedSchemas()) {
  const path = join(directory, file)
  const text = `${JSON.stringify(schema, undefined, 2)}\n`
  if (!existsSync(path)) {
    writeFileSync(path, text)
    console.log(`${file}: written`)
  } else if (JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) !== JSON.stringify(JSON.parse(text))) {
    console.error(`${file}: published and different; give the schema a new version`)
    process.exitCode = 1
  }
}
