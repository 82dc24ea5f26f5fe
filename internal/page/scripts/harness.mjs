// The harness itself: a browser opens, a page is read and used by mouse and by
// keyboard, what a database holds is told.
import assert from 'node:assert/strict'
import { openPage, consoleErrors } from './stage/browser.mjs'
import { keyboard, mouse } from './stage/hands.mjs'
import { axeText, given } from './stage/given.mjs'
import { play, step } from './stage/play.mjs'
import { content, psql, shutGate } from './stage/psql.mjs'

const html = `<!doctype html><html lang="en"><title>Harness</title><main><h1>Harness</h1>
<button onclick="this.textContent='pressed'">Press</button>
<label>Name <input></label><label><input type=checkbox> Tick</label></main></html>`

play(async () => {
  const page = await step('open a page', () => openPage('data:text/html,' + encodeURIComponent(html)))
  await step('by mouse', async () => {
    const hands = mouse(page)
    await hands.press(page.getByRole('button', { name: 'Press' }))
    await hands.write(page.getByLabel('Name'), 'Ada')
    await hands.tick(page.getByLabel('Tick'))
    await page.getByRole('button', { name: 'pressed' }).waitFor()
  })
  await step('by keyboard', async () => {
    await page.reload()
    const hands = keyboard(page)
    await hands.press(page.getByRole('button', { name: 'Press' }))
    await hands.write(page.getByLabel('Name'), 'Ada')
    await hands.tick(page.getByLabel('Tick'))
    await page.getByRole('button', { name: 'pressed' }).waitFor()
  })
  await step('axe', async () => {
    await page.evaluate(axeText())
    assert.deepEqual(await page.evaluate(() => axe.run().then((r) => r.violations.map((v) => v.id))), [])
  })
  await step('psql', async () => {
    assert.equal(await psql(given.dev, 'SELECT count(*) FROM orders'), '400')
    assert.notEqual(await content(given.dev, ['orders']), await content(given.qa, ['orders']))
    const open = await shutGate(given.qa)
    assert.equal(await psql(given.qa, 'SELECT pg_try_advisory_lock(42)'), 'f')
    await open()
    assert.equal(await psql(given.qa, 'SELECT pg_try_advisory_lock(42)'), 't')
  })
  assert.deepEqual(consoleErrors(), [])
})
