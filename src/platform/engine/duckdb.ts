import { mkdir } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeDurably } from '../object-storage/durable-file.ts'
import { ResultColumns } from './column-set.ts'
import { carrierTypeText } from './column-layout.ts'
import { fileLiteral, quotedName, textLiteral, writeOptions } from './dialect.ts'
import { EngineError, toEngineError } from './engine-error.ts'
import type { Column, ColumnSet, Engine, EngineOptions, WrittenFile } from './engine.ts'
import { isFloatingPoint, toPlainValue } from './plain-value.ts'
import { appendColumns } from './write-columns.ts'

/** As openEngine, which loads this module. */
export async function openDuckDb(options: EngineOptions): Promise<Engine> {
  await mkdir(options.tempDir, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    temp_directory: options.tempDir,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
  })
  const engine = new DuckDbEngine(instance)
  await engine.run("SET GLOBAL TimeZone = 'UTC'") // else the machine's zone would show in results
  // It compares each expression with every other: for a statement of a hundred columns that takes longer than to carry it
  // out, 0.77 s of planning against 0.15 for the results of an area.
  await engine.run("SET GLOBAL disabled_optimizers = 'common_subexpressions'")
  return engine
}

class DuckDbEngine implements Engine {
  readonly #instance: DuckDBInstance
  readonly #idle: DuckDBConnection[] = []
  readonly #underWay = new Set<Promise<unknown>>()
  #tables = 0
  #closed = false

  constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  async run(sql: string): Promise<void> {
    await this.#use(sql, (connection) => connection.run(sql))
  }

  async rows<Row extends Record<string, unknown>>(sql: string): Promise<Row[]> {
    return await this.#use(sql, async (connection) => {
      const reader = await connection.runAndReadAll(sql)
      const floating = reader.columnTypes().findIndex(isFloatingPoint)
      if (floating >= 0) throw floatingPoint(reader.columnName(floating), sql)
      return reader.convertRowObjects((value) => toPlainValue(value)) as Row[]
    })
  }

  async columns(sql: string): Promise<ColumnSet> {
    return await this.#use(sql, async (connection) => {
      const result = await connection.run(sql)
      return new ResultColumns(result, await result.fetchAllChunks())
    })
  }

  async *parts(sql: string): AsyncGenerator<ColumnSet> {
    if (this.#closed) throw new EngineError('the engine is closed', sql)
    const ended = Promise.withResolvers<void>()
    this.#underWay.add(ended.promise)
    // A connection of its own: one on which a statement was left half read is not used again.
    const connection = await this.#instance.connect()
    try {
      const result = await connection.stream(sql)
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) return
        yield new ResultColumns(result, [chunk])
      }
    } catch (cause) {
      throw toEngineError(cause, sql)
    } finally {
      connection.closeSync()
      ended.resolve()
      this.#underWay.delete(ended.promise)
    }
  }

  async copyTo(select: string, path: string): Promise<WrittenFile> {
    return await this.#use(select, async (connection) => await copyToFile(connection, `(${select})`, path))
  }

  async writeParquet(path: string, rowCount: number, columns: readonly Column[]): Promise<WrittenFile> {
    const table = `columns_in_memory_${(this.#tables += 1)}`
    const create = `CREATE TABLE ${table} (${columns.map((c) => `${quotedName(c.name)} ${carrierTypeText(c.type)}`).join(', ')})`
    return await this.#use(create, async (connection) => {
      await connection.run(create)
      try {
        await appendColumns(connection, table, rowCount, columns)
        const select = columns.map((c) => `CAST(${quotedName(c.name)} AS ${c.type}) AS ${quotedName(c.name)}`)
        return await copyToFile(connection, `(SELECT ${select.join(', ')} FROM ${table})`, path)
      } finally {
        await connection.run(`DROP TABLE ${table}`)
      }
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.allSettled(this.#underWay)
    for (const connection of this.#idle) connection.closeSync()
    this.#instance.closeSync()
  }

  async #use<T>(statement: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#closed) throw new EngineError('the engine is closed', statement)
    const done = this.#onConnection(work)
    this.#underWay.add(done)
    try {
      return await done
    } catch (cause) {
      throw toEngineError(cause, statement)
    } finally {
      this.#underWay.delete(done)
    }
  }

  async #onConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.#instance.connect())
    try {
      return await work(connection)
    } finally {
      this.#idle.push(connection)
    }
  }
}

async function copyToFile(connection: DuckDBConnection, source: string, path: string): Promise<WrittenFile> {
  let rows = 0
  const bytes = await writeDurably(path, async (unfinished) => {
    const copied = await connection.run(`COPY ${source} TO ${textLiteral(unfinished)} (${writeOptions})`)
    rows = copied.rowsChanged
    await refuseFloatingPoint(connection, source, unfinished)
  })
  return { path, rows, bytes }
}

// The file's own schema is asked: reading it back costs a millisecond, and only it shows what Parquet made of a HUGEINT.
async function refuseFloatingPoint(connection: DuckDBConnection, source: string, path: string): Promise<void> {
  const found = await connection.runAndReadAll(
    `SELECT name FROM parquet_schema(${fileLiteral(path)}) WHERE type IN ('DOUBLE', 'FLOAT')`,
  )
  const name = found.getRows()[0]?.[0]
  if (name !== undefined) throw floatingPoint(String(name), source)
}

function floatingPoint(column: string, statement: string): EngineError {
  return new EngineError(
    `column ${column} is floating point: energy, prices and money are exact; cast it to DECIMAL or BIGINT`,
    statement.slice(0, 500),
  )
}
