// What the scripts measure in the page itself, each time the middle one of five.
import assert from 'node:assert/strict'
import { given } from './given.mjs'

/** Tells how long something took, and fails where that is too long and times are held to their limits. */
export function within(limit, took, what) {
  console.log(`${what}: ${took.toFixed(1)} ms, at most ${limit}`)
  assert(!given.timed || took < limit, `${what} took ${took.toFixed(1)} ms, more than ${limit}`)
}

/** Resolves in the page with the time of the frame that shows what is looked for. */
export const shown = `window.shown = (look) => new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => resolve(performance.now()); c.port2.postMessage(0) })
  if (look()) return painted()
  const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); painted() } })
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
})
window.answered = (path) => performance.getEntriesByType('resource').filter((e) => e.name.includes(path)).at(-1)?.responseEnd`

export const rowsInDocument = (page, id) => page.getByTestId(id).count()
