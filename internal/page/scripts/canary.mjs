// A password goes into the page once, when its card is added, and never comes back:
// not in an answer, the document, the console, a storage, an address or a file but
// .env.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { addDatabase, button, card, confirm, connect, receipt, review, tableBox } from './stage/copying.mjs'
import { consoleSaid, openPage } from './stage/browser.mjs'
import { given } from './stage/given.mjs'
import { mouse } from './stage/hands.mjs'
import { startPoco } from './stage/poco.mjs'
import { play, step } from './stage/play.mjs'

/** The password as it is, as JSON, HTML and URLs write it, and the parts that no escaping changes. */
const forms = (() => {
  const p = given.password
  const inURL = new URL(given.dev).password
  const written = [p, inURL, decodeURI(inURL), encodeURIComponent(p), JSON.stringify(p).slice(1, -1),
    p.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'), Buffer.from(p).toString('base64')]
  return [...new Set(written)]
})()

const leaks = (text) => forms.filter((form) => text.includes(form))

/** Fails where a text holds the password. */
function clean(text, where) {
  const found = leaks(text)
  if (found.length) {
    const at = text.indexOf(found[0])
    assert.fail(`the password is in ${where}: …${text.slice(Math.max(0, at - 80), at)}[HERE]${text.slice(at + found[0].length, at + found[0].length + 40)}…`)
  }
}

/** Every file under a folder. */
function files(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
}

play(async () => {
  const poco = await startPoco()
  const bodies = []
  const page = await openPage()
  page.on('response', (r) => { bodies.push(r.body().then((b) => [r.url(), b.toString('utf8')], () => [r.url(), ''])) })
  await page.goto(poco.url)
  const hands = mouse(page)

  const look = async (where) => {
    clean(await page.content(), `the document, ${where}`)
    clean(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.title, history.state])), `a storage, ${where}`)
    const typed = await page.evaluate(() => [...document.querySelectorAll('input, textarea')].map((e) => e.value).join('\n'))
    clean(typed, `a field, ${where}`)
    clean((await page.context().cookies()).map((c) => c.value).join(), `a cookie, ${where}`)
  }

  await step('add', async () => {
    await addDatabase(hands, 'dev', given.dev)
    await addDatabase(hands, 'qa', given.qa)
    await look('added')
  })
  await step('a password that is wrong', async () => {
    const wrong = new URL(given.qa)
    wrong.username = 'nobody'
    await addDatabase(hands, 'bad', wrong.href)
    await button(card(page, 'bad'), 'Connect').click()
    await page.getByTestId('error-panel').waitFor()
    await look('refused')
  })
  await step('connect', async () => {
    await connect(hands, 'dev')
    await connect(hands, 'qa')
    await look('connected')
  })
  await step('copy', async () => {
    await tableBox(page, 'orders').check()
    await look('ticked')
    await review(hands)
    await look('planned')
    await confirm(hands, 'qa')
    await receipt(page)
    await look('copied')
  })
  await step('the other screens', async () => {
    for (const name of ['Runs', 'Backups', 'Copy']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading').first().waitFor()
      await look(name)
    }
  })
  await step('answers, console, files', async () => {
    for (const [url, body] of await Promise.all(bodies)) {
      clean(url, 'an address')
      clean(body, url)
    }
    assert(bodies.length > 10, `only ${bodies.length} answers seen`)
    clean(consoleSaid().join('\n'), 'the console')
    clean(poco.stdout + poco.stderr, 'what poco says')
    const all = files(given.folder)
    assert(all.some((f) => f.endsWith('.hcl')) && all.some((f) => f.includes('.poco')), 'files: ' + all)
    for (const file of all) if (!file.endsWith('/.env')) clean(readFileSync(file, 'latin1') + readFileSync(file, 'utf8'), file)
    assert(leaks(readFileSync(join(given.folder, '.env'), 'utf8')).length, '.env does not hold the password: the search finds nothing')
  })
})
