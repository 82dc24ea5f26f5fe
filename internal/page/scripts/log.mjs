// A log of 10,000 lines, timed in the page itself.
import assert from 'node:assert/strict'
import { openPage } from './stage/browser.mjs'
import { given } from './stage/given.mjs'
import { api, startPoco } from './stage/poco.mjs'
import { medianOf5, play, step } from './stage/play.mjs'
import { psql, shutGate } from './stage/psql.mjs'
import { shown, within } from './stage/timing.mjs'
import { until } from './stage/until.mjs'

play(async () => {
  const poco = await startPoco()
  const page = await openPage()
  await page.addInitScript(shown)
  await page.goto(poco.url)

  await step('a log of 10,000 lines', async () => {
    const open = await shutGate(given.qa)
    const planned = (await api(poco, '/api/plan', { names: ['copy.refresh'] })).json()
    const { run } = (await api(poco, '/api/copy', { plan: planned.plan.id, confirm: planned.confirm })).json()
    await until('the copy stands at the gate', () => psql(given.qa,
      `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`))
    await page.route(/\/events/, (route) => {
      if (Number(route.request().headers()['last-event-id'] ?? 0) >= 10_000) return // a reconnection is left waiting
      const line = (n) => ({ log: { at: new Date(1.7e12 + n).toISOString(), level: n % 7 ? 'info' : 'warn', message: `line ${n} of many` } })
      const body = Array.from({ length: 10_000 }, (_, n) => `id: ${n + 1}\ndata: ${JSON.stringify(line(n + 1))}\n\n`).join('')
      return route.fulfill({ contentType: 'text/event-stream', body })
    })
    within(1000, await medianOf5(async () => {
      await page.goto(`${poco.origin}/runs/${run}`)
      return page.evaluate(async () => await shown(() => /line 10000 of many/.test(document.querySelector('[data-testid="log"]')?.textContent)) - answered('/events'))
    }), 'the log after its lines')
    assert(await page.getByTestId('log').locator('[role="row"], li, tr').count() < 100)
    await open()
  })
})
