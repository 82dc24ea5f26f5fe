// 2,000 tables, timed in the page itself.
import assert from 'node:assert/strict'
import { button, card } from './stage/copying.mjs'
import { openPage } from './stage/browser.mjs'
import { startPoco } from './stage/poco.mjs'
import { medianOf5, play, step } from './stage/play.mjs'
import { rowsInDocument, shown, within } from './stage/timing.mjs'

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
})
