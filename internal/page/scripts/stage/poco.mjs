// The process `poco ui`, which tests start, kill and start again.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { given } from './given.mjs'

const running = new Set()

/** Starts `poco ui` in the folder and waits for its URL. */
export async function startPoco(...flags) {
  const child = spawn(given.poco, ['ui', '--no-browser', '--listen', '127.0.0.1:0', ...flags],
    { cwd: given.folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const poco = { child, url: '', stdout: '', stderr: '', ended: once(child, 'exit') }
  running.add(poco)
  child.stderr.on('data', (text) => { poco.stderr += text })
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      poco.stdout += text
      const found = /http:\/\/\S+#token=\S+/.exec(poco.stdout)
      if (found) { poco.url = found[0]; resolve() }
    })
    child.on('exit', (code) => reject(new Error(`poco ui ended with ${code}\n${poco.stdout}${poco.stderr}`)))
    child.on('error', reject)
  })
  poco.origin = new URL(poco.url).origin
  poco.token = /token=([^&]+)/.exec(poco.url)[1]
  return poco
}

/** Kills it without a warning. */
export async function kill(poco, signal = 'SIGKILL') {
  poco.child.kill(signal)
  await poco.ended
  running.delete(poco)
}

/** What the processes said, for a failure's report. */
export const pocoSaid = () => [...running].map((p) => p.stderr.slice(-4000)).join('\n')

/** Ends all of them. */
export const killAll = () => Promise.all([...running].map((p) => kill(p)))

/** Runs another command of poco's in the folder. */
export async function command(...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(given.poco, args, { cwd: given.folder, env: environment(), maxBuffer: 1 << 28 })
    return { code: 0, stdout, stderr }
  } catch (err) {
    if (typeof err.code !== 'number') throw err
    return { code: err.code, stdout: err.stdout, stderr: err.stderr }
  }
}

/** Asks the API as a program would. */
export async function api(poco, path, body, headers = {}) {
  const answer = await fetch(poco.origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { authorization: 'Bearer ' + poco.token, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
  const text = await answer.text()
  return { status: answer.status, text, json: () => JSON.parse(text) }
}

function environment() {
  const { POCO_PAGE, ...rest } = process.env
  return { ...rest, NO_COLOR: '1' }
}
