// Every screen, in both themes, wide and narrow: axe finds nothing, nothing runs over
// the edge, and each is drawn.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { addDatabase, button, card, confirm, connect, receipt, review, tableBox } from './stage/copying.mjs'
import { openPage, watch } from './stage/browser.mjs'
import { axeText, given } from './stage/given.mjs'
import { mouse } from './stage/hands.mjs'
import { kill, startPoco } from './stage/poco.mjs'
import { play, step } from './stage/play.mjs'
import { shutGate } from './stage/psql.mjs'
import { until } from './stage/until.mjs'

const pictures = join(given.pictures, 'screens')
const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 844 }
const found = []

/** Looks at what the page shows now, in every way that people may see it. */
async function look(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [size, viewport] of [['1280', wide], ['390', narrow]]) {
      await page.setViewportSize(viewport)
      await settled(page)
      found.push(...await standing(page, `${name}, ${colorScheme}, ${size}`))
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 0) found.push(`${name}, ${size}: ${over} pixels over the edge`)
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${size}.png`), fullPage: true })
    }
  }
  await page.setViewportSize(wide)
  await page.emulateMedia({ colorScheme: 'light' })
  await settled(page)
}

/** Waits until nothing moves any more: colours in the middle of a change are none. */
const settled = (page) => page.evaluate(async () => {
  await document.fonts.ready
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished))
})

/** What axe finds and goes on finding: a theme that is just being changed has colours of both. */
async function standing(page, where) {
  const end = performance.now() + 20_000
  for (;;) {
    const all = await violations(page, where)
    if (all.length === 0 || performance.now() > end) return all
  }
}

async function violations(page, where) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeText())
  const all = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}\n    ${n.html.slice(0, 200)}\n    ${n.failureSummary}`))))
  return all.map((v) => `${where}: ${v}`)
}

play(async () => {
  mkdirSync(pictures, { recursive: true })
  const poco = await startPoco()
  const page = await openPage(poco.url)
  const hands = mouse(page)
  const go = (name) => page.getByRole('link', { name, exact: true }).click()

  await step('an empty folder', async () => {
    await button(page, 'Add database').waitFor()
    await look(page, 'empty')
    await button(page, 'Add database').click()
    await page.getByRole('dialog').waitFor()
    await look(page, 'add-database')
    await page.keyboard.press('Escape')
  })
  await step('databases', async () => {
    await addDatabase(hands, 'dev', given.dev)
    await addDatabase(hands, 'qa', given.qa)
    await look(page, 'cards')
    const wrong = new URL(given.qa)
    wrong.username = 'nobody'
    await addDatabase(hands, 'old', wrong.href)
    await button(card(page, 'old'), 'Connect').click()
    await page.getByTestId('error-panel').waitFor()
    await look(page, 'error')
  })
  await step('a selection', async () => {
    await connect(hands, 'dev')
    await connect(hands, 'qa')
    await tableBox(page, 'orders').check()
    await tableBox(page, 'parcels').check()
    await look(page, 'selection')
    await button(page, 'Show the graph').click()
    await page.locator('.react-flow__node').first().waitFor()
    await look(page, 'graph')
    await page.getByRole('button', { name: /^Columns and keys of .*orders$/ }).click()
    await page.getByRole('table', { name: /^Columns of .*orders$/ }).waitFor()
    await look(page, 'table')
  })
  const open = await shutGate(given.qa)
  await step('review', async () => {
    await review(hands)
    await look(page, 'review')
    for (const phase of await page.locator('details > summary').all()) await phase.click()
    await button(page, 'As the terminal shows it').click()
    await look(page, 'review-open')
    await button(page, 'Confirm and copy').click()
    await page.getByRole('dialog').waitFor()
    await look(page, 'confirm')
    await page.keyboard.press('Escape')
  })
  await step('a run', async () => {
    await confirm(hands, 'qa')
    await page.getByTestId('progress-total').waitFor()
    await page.getByTestId('log').waitFor()
    await look(page, 'run')
    await open()
    await receipt(page)
    await look(page, 'receipt')
  })
  await step('runs', async () => {
    await go('Runs')
    await page.getByRole('row').nth(1).waitFor()
    await look(page, 'runs')
  })
  await step('backups', async () => {
    await go('Backups')
    await page.getByTestId('backup').first().waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'from-a-colleague.sql', mimeType: 'application/sql',
      buffer: Buffer.from('--\n-- PostgreSQL database dump\n--\n\n\\! rm -rf /\nCOPY t TO PROGRAM $$cat$$;\n') })
    await page.getByTestId('upload').first().waitFor()
    await look(page, 'backups')
    await page.getByRole('button', { name: /^Restore…/ }).and(page.locator(':enabled')).first().click()
    await page.getByRole('dialog').waitFor()
    await look(page, 'restore')
    await page.keyboard.press('Escape')
  })
  await step('read-only', async () => {
    const shown = await startPoco('--read-only')
    const other = watch(await openPage(shown.url))
    await other.getByText(/^Read-only:/).first().waitFor()
    await until('nothing can be added', () => button(other, 'Add database').isDisabled())
    await look(other, 'read-only')
    await other.getByRole('link', { name: 'Backups', exact: true }).click()
    await other.getByTestId('backup').first().waitFor()
    for (const name of [/^Delete/, /^Upload a file/]) {
      for (const one of await other.getByRole('button', { name }).all()) assert(await one.isDisabled(), `${name} can be pressed`)
    }
    await look(other, 'read-only-backups')
    await kill(shown)
  })
  await step('without a token', async () => {
    const other = await openPage(poco.origin)
    await other.getByText(/poco ui/).first().waitFor()
    await look(other, 'no-token')
  })
  await step('without a process', async () => {
    watch(page)
    await go('Runs')
    await page.getByRole('row').nth(1).waitFor()
    await kill(poco)
    await page.getByText(/Poco does not answer/).first().waitFor()
    await look(page, 'gone')
  })
  assert.deepEqual(found, [], found.length + ' findings:\n' + found.join('\n'))
})
