// 2,000 tables and a log of 10,000 lines, timed in the page itself. Each time is the
// middle one of five.
import assert from 'node:assert/strict'
import { button, card } from './stage/copying.mjs'
import { openPage } from './stage/browser.mjs'
import { given } from './stage/given.mjs'
import { api, startPoco } from './stage/poco.mjs'
import { medianOf5, play, step } from './stage/play.mjs'
import { psql, shutGate } from './stage/psql.mjs'
import { until } from './stage/until.mjs'

/** Tells how long something took, and fails where that is too long and times are held to their limits. */
function within(limit, took, what) {
  console.log(`${what}: ${took.toFixed(1)} ms, at most ${limit}`)
  assert(!given.timed || took < limit, `${what} took ${took.toFixed(1)} ms, more than ${limit}`)
}

/** Resolves in the page with the time of the frame that shows what is looked for. */
const shown = `window.shown = (look) => new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => resolve(performance.now()); c.port2.postMessage(0) })
  if (look()) return painted()
  const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); painted() } })
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
})
window.answered = (path) => performance.getEntriesByType('resource').filter((e) => e.name.includes(path)).at(-1)?.responseEnd`

const rowsInDocument = (page, id) => page.getByTestId(id).count()

play(async () => {
  const poco = await startPoco()
  const page = await openPage()
  await page.addInitScript(shown)
  await page.goto(poco.url)
  await card(page, 'dev').waitFor()

  await step('the list of tables', async () => {
    within(1000, await medianOf5(async () => {
      await page.reload()
      const connect = button(card(page, 'dev'), 'Connect')
      await connect.waitFor()
      const painted = page.evaluate(() => shown(() => document.querySelector('[data-testid="table-row"]')))
      await connect.click()
      return await painted - await page.evaluate(() => answered('/api/connect'))
    }), 'first paint of the list after the catalog')
    assert(await rowsInDocument(page, 'table-row') > 5)
    assert(await rowsInDocument(page, 'table-row') < 100)
  })

  await step('select all', async () => {
    const all = page.getByRole('checkbox', { name: 'Select all tables' })
    within(100, await medianOf5(async () => {
      if (await all.isChecked()) {
        await all.uncheck()
        await page.getByTestId('selection-count').filter({ hasText: /^0|none/i }).first().waitFor()
      }
      const took = page.evaluate(() => new Promise((resolve) => {
        addEventListener('click', () => {
          const began = performance.now()
          void shown(() => /2,?00\d/.test(document.querySelector('[data-testid="selection-count"]')?.textContent)).then((end) => resolve(end - began))
        }, { capture: true, once: true })
      }))
      await all.click()
      return took
    }), 'select all')
    assert(await rowsInDocument(page, 'table-row') < 100)
  })

  await step('scroll and filter', async () => {
    const filter = page.getByLabel('Filter tables')
    await filter.fill('t1999')
    await page.getByTestId('table-row').filter({ hasText: 't1999' }).waitFor()
    assert.equal(await rowsInDocument(page, 'table-row'), 1)
  })

  await step('a log of 10,000 lines', async () => {
    const open = await shutGate(given.qa)
    const planned = (await api(poco, '/api/plan', { names: ['copy.refresh'] })).json()
    const { run } = (await api(poco, '/api/copy', { plan: planned.plan.id, confirm: planned.confirm })).json()
    await until('the copy stands at the gate', () => psql(given.qa,
      `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`))
    let asked = 0
    await page.route(/\/events/, (route) => {
      if (asked++ % 2) return // a reconnection is left waiting
      const line = (n) => ({ log: { at: new Date(1.7e12 + n).toISOString(), level: n % 7 ? 'info' : 'warn', message: `line ${n} of many` } })
      const body = Array.from({ length: 10_000 }, (_, n) => `id: ${n + 1}\ndata: ${JSON.stringify(line(n + 1))}\n\n`).join('')
      return route.fulfill({ contentType: 'text/event-stream', body })
    })
    within(1000, await medianOf5(async () => {
      asked = 0
      await page.goto(`${poco.origin}/runs/${run}`)
      return page.evaluate(async () => await shown(() => /line 10000 of many/.test(document.querySelector('[data-testid="log"]')?.textContent)) - answered('/events'))
    }), 'the log after its lines')
    assert(await page.getByTestId('log').locator('[role="row"], li, tr').count() < 100)
    await open()
  })
})
