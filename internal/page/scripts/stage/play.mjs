// How a script is run: step by step, with a report of the step that failed.
import { closeBrowser, reportPage } from './browser.mjs'
import { killAll, pocoSaid } from './poco.mjs'

let now = 'start'

/** One step of a script, named for whoever reads its failure. */
export async function step(name, what) {
  now = name
  const began = performance.now()
  const result = await what()
  console.log(`${name}: ${Math.round(performance.now() - began)} ms`)
  return result
}

/** Runs a script to its end and takes everything down. */
export async function play(script) {
  let code = 0
  try {
    await script()
  } catch (err) {
    code = 1
    console.error(`FAILED in step: ${now}\n${err.stack ?? err}`)
    await reportPage().catch((e) => console.error(`no report of the page: ${e}`))
    console.error(`poco said:\n${pocoSaid()}`)
  }
  await closeBrowser().catch(() => {})
  await killAll()
  process.exit(code)
}

/** The middle one of five measurements. */
export async function medianOf5(measure) {
  const times = []
  for (let n = 0; n < 5; n++) times.push(await measure(n))
  times.sort((a, b) => a - b)
  return times[2]
}
