// The databases, seen by psql alone: what the page says is compared with this.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import assert from 'node:assert/strict'
import { given } from './given.mjs'

const options = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d']

/** Runs a script and gives what it prints. */
export async function psql(url, script) {
  const child = promisify(execFile)(given.psql, [...options, url, '-f', '-'], { maxBuffer: 1 << 28 })
  child.child.stdin.end(script)
  return (await child).stdout.trim()
}

/** All rows of some tables as text, in order: two databases that hold the same give the same. */
export function content(url, tables) {
  return psql(url, tables.map((t) => `SELECT '${t}', t::text FROM ${t} t ORDER BY t::text COLLATE "C";`).join('\n'))
}

/** Fails where two databases don't hold the same rows in these tables. */
export async function sameRows(tables, url = given.qa, want = undefined) {
  want ??= await content(given.dev, tables)
  assert.equal(await content(url, tables), want, 'rows of ' + tables)
}

/**
 * Shuts the gate of a database: rows past it wait until the gate is opened. Which
 * rows those are is the check of the table's.
 */
export async function shutGate(url) {
  const session = spawn(given.psql, [...options, url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: session.stdout })
  session.stdin.write('SELECT pg_advisory_lock(42);\n\\echo shut\n')
  for await (const line of lines) if (line === 'shut') break
  return async function open() {
    const ended = once(session, 'exit')
    session.stdin.end('\\q\n')
    await ended
  }
}
