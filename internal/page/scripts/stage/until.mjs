import { patience } from './given.mjs'

/** Asks until the answer is what is waited for, as playwright does of a page. */
export async function until(what, ask) {
  const end = performance.now() + patience
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
