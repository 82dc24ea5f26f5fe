// The whole story, to be told by mouse and by keyboard: two databases are added,
// one is copied over the other with a backup, and the backup is restored.
import assert from 'node:assert/strict'
import { given } from './given.mjs'
import { addDatabase, button, confirm, connect, receipt, review, tableBox, tableRow } from './copying.mjs'
import { openPage, consoleErrors } from './browser.mjs'
import { command, startPoco } from './poco.mjs'
import { step } from './play.mjs'
import { content, psql, sameRows } from './psql.mjs'

/** The tables that ticking orders brings along. */
const related = ['customers', 'orders', 'order_lines', 'products']

export async function story(handsOn) {
  const before = await content(given.qa, [...related, 'audit'])
  const poco = await startPoco()
  const page = await step('open the page', () => openPage(poco.url))
  const hands = handsOn(page)
  assert(!page.url().includes(poco.token), 'the token is still in the address')

  await step('add both databases', async () => {
    await addDatabase(hands, 'dev', given.dev)
    await addDatabase(hands, 'qa', given.qa)
  })
  await step('connect them', async () => {
    await connect(hands, 'dev')
    await connect(hands, 'qa')
  })
  await step('tick a table and see what it brings along', async () => {
    await hands.tick(tableBox(page, 'orders'))
    await tableRow(page, 'customers').getByText(/auto: .*orders\.customer_id → customers\.id/).waitFor()
    for (const table of related) assert(await tableBox(page, table).isChecked(), table + ' is not ticked')
    assert(!await tableBox(page, 'audit').isChecked(), 'audit is ticked')
  })
  const digest = await step('review', async () => {
    await review(hands)
    await page.getByTestId('destroyed').getByText(/\b151\b/).first().waitFor()
    return (await page.getByTestId('digest').innerText()).trim()
  })
  await step('the terminal makes the same plan', async () => {
    const plan = await command('plan', '--json')
    assert.equal(plan.code, 0, plan.stderr)
    assert.equal(JSON.parse(plan.stdout).id, digest)
  })
  await step('confirm', () => confirm(hands, 'qa'))
  await step('receipt', () => receipt(page))
  await step('exact rows', async () => {
    await sameRows(related)
    assert.equal(await psql(given.qa, 'SELECT count(*) FROM audit'), '20')
  })
  await step('restore from the backup', async () => {
    await hands.press(page.getByRole('button', { name: 'Plan the restore' }))
    await page.getByTestId('digest').waitFor()
    await confirm(hands, 'qa', 'restore')
    await receipt(page)
    assert.equal(await content(given.qa, [...related, 'audit']), before, 'qa after the restore')
  })
  assert.deepEqual(consoleErrors(), [])
}
