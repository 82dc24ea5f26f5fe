// Runs that are left alone, looked at twice, stopped and killed: each ends with
// exactly the source's rows.
import assert from 'node:assert/strict'
import { button, receipt } from './stage/copying.mjs'
import { closeBrowser, openPage, openTab } from './stage/browser.mjs'
import { given } from './stage/given.mjs'
import { api, kill, startPoco } from './stage/poco.mjs'
import { play, step } from './stage/play.mjs'
import { psql, sameRows, shutGate } from './stage/psql.mjs'
import { until } from './stage/until.mjs'

const tables = ['customers', 'products', 'orders', 'order_lines', 'parcels']

/** Starts a copy and waits until it stands at the gate, in the middle of a table. */
async function halfway(poco) {
  await psql(given.qa, 'TRUNCATE parcels; INSERT INTO parcels VALUES (1, $$old$$)')
  const open = await shutGate(given.qa)
  const planned = (await api(poco, '/api/plan', { names: ['copy.refresh'] })).json()
  assert(planned.applicable, JSON.stringify(planned.problems))
  const started = await api(poco, '/api/copy', { plan: planned.plan.id, confirm: planned.confirm })
  assert.equal(started.status, 200, started.text)
  await until('the copy stands at the gate', () => psql(given.qa,
    `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`))
  return { run: started.json().run, open }
}

const goTo = async (page, poco, path) => page.goto(`${poco.origin}${path}`)

play(async () => {
  let poco = await startPoco()
  let page = await openPage(poco.url)

  await step('reload', async () => {
    const { run, open } = await halfway(poco)
    await goTo(page, poco, '/runs/' + run)
    await page.getByTestId('progress-total').waitFor()
    await page.reload()
    await page.getByTestId('progress-total').waitFor()
    await open()
    await receipt(page)
    await sameRows(tables)
  })

  await step('a second tab', async () => {
    const { run, open } = await halfway(poco)
    await goTo(page, poco, '/runs/' + run)
    const second = await openTab(page.context(), poco.url)
    await goTo(second, poco, '/runs/' + run)
    await second.getByTestId('progress-total').waitFor()
    await open()
    await receipt(second)
    await receipt(page)
    await sameRows(tables)
    await second.close()
  })

  await step('stop and resume', async () => {
    const { run, open } = await halfway(poco)
    await goTo(page, poco, '/runs/' + run)
    await button(page, 'Stop').click()
    await page.getByText(/stopping/i).first().waitFor()
    await open()
    const resume = button(page, 'Resume')
    await resume.click()
    await receipt(page)
    await sameRows(tables)
  })

  await step('a closed browser', async () => {
    const { run, open } = await halfway(poco)
    await goTo(page, poco, '/runs/' + run)
    await page.getByTestId('progress-total').waitFor()
    await closeBrowser()
    await open()
    page = await openPage(poco.url)
    await goTo(page, poco, '/runs/' + run)
    await receipt(page)
    await sameRows(tables)
  })

  await step('a killed process', async () => {
    const { run, open } = await halfway(poco)
    await goTo(page, poco, '/runs/' + run)
    await page.getByTestId('progress-total').waitFor()
    await kill(poco)
    await page.getByText(/Poco does not answer/).waitFor()
    poco = await startPoco()
    await open()
    page = await openPage(poco.url)
    await goTo(page, poco, '/runs/' + run)
    await button(page, 'Resume').click()
    await receipt(page)
    await sameRows(tables)
  })
})
