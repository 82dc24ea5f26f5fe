// The browser, and what is remembered of its pages for a failure's report.
import { join } from 'node:path'
import { chromium, given, patience } from './given.mjs'

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

let browser
let last
const consoleLines = []

/** Starts a browser with a fresh profile. */
export async function openBrowser(...more) {
  browser = await chromium.launch({ executablePath: given.chromium, headless: true, args: [...args, ...more] })
  return browser
}

/** Closes it, with all of its pages. */
export async function closeBrowser() {
  await browser?.close()
  browser = undefined
}

/** Opens a page in a context of its own, as another browser of the same person. */
export async function openPage(url, options = {}) {
  if (!browser) await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options })
  return openTab(context, url)
}

/** Opens a further tab in a context. */
export async function openTab(context, url) {
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  page.setDefaultNavigationTimeout(patience)
  page.on('console', (m) => { consoleLines.push(`${m.type()}: ${m.text()}`) })
  page.on('pageerror', (err) => { consoleLines.push(`uncaught: ${err.stack ?? err}`) })
  last = page
  if (url) await page.goto(url)
  return page
}

/** Names the page that the next failure is reported of. */
export function watch(page) { last = page; return page }

/** What pages wrote to the console. */
export const consoleSaid = () => consoleLines

/** Console lines that should not be: errors, and whatever the policy refused. */
export function consoleErrors() {
  return consoleLines.filter((line) => /^(error|uncaught)/.test(line))
}

/** Prints what people would see now, and keeps a picture of it. */
export async function reportPage() {
  if (!last || last.isClosed()) return
  const picture = join(given.pictures, `failure-${given.name}.png`)
  const text = await last.evaluate(() => document.body.innerText).catch((err) => `(no text: ${err})`)
  console.error(`at: ${last.url().replace(/token=.*/, 'token=…')}\nvisible text:\n${text.slice(0, 5000)}`)
  console.error(`console:\n${consoleLines.slice(-30).join('\n')}`)
  await last.screenshot({ path: picture, fullPage: true }).then(() => console.error(`picture: ${picture}`), () => {})
}
