// Two ways to use the page: with a mouse, and with the keyboard alone. A story that
// is told with hands is told twice.
import assert from 'node:assert/strict'
import { patience } from './given.mjs'

/** Hands with a mouse. */
export const mouse = (page) => ({
  page,
  press: (control) => control.click(),
  tick: (box) => box.check(),
  untick: (box) => box.uncheck(),
  write: (field, text) => field.fill(text),
  choose: async (select, option) => {
    await select.click()
    await page.getByRole('option', { name: option }).click()
  },
})

/** Hands on the keyboard: nothing is clicked and nothing is focused but by keys. */
export const keyboard = (page) => ({
  page,
  press: async (control) => { await reach(page, control); await page.keyboard.press('Enter') },
  tick: (box) => toggle(page, box, true),
  untick: (box) => toggle(page, box, false),
  write: async (field, text) => {
    await reach(page, field)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await page.keyboard.type(text)
    await assertValue(field, text)
  },
  choose: async (select, option) => {
    await reach(page, select)
    await page.keyboard.press('Enter')
    const wanted = page.getByRole('option', { name: option })
    await wanted.waitFor()
    const count = await page.getByRole('option').count()
    await page.keyboard.press('Home')
    for (let n = 0; n < count && !(await focused(wanted)); n++) await page.keyboard.press('ArrowDown')
    assert(await focused(wanted), `arrows don't reach the option ${option}`)
    await page.keyboard.press('Enter')
    await wanted.waitFor({ state: 'hidden' })
  },
})

async function assertValue(field, text) {
  assert.equal(await field.inputValue(), text, 'what was typed')
}

async function toggle(page, box, on) {
  if ((await box.isChecked()) === on) return
  await reach(page, box)
  await page.keyboard.press('Space')
  assert.equal(await box.isChecked(), on, 'the box after Space')
}

const focused = (control) => control.evaluate((element) => element === document.activeElement)

/** Presses Tab until a control has the focus. */
async function reach(page, control) {
  await control.waitFor({ state: 'attached', timeout: patience })
  await enabled(control)
  const passed = []
  for (let n = 0; n < 250; n++) {
    if (await focused(control)) return
    await page.keyboard.press('Tab')
    passed.push(await page.evaluate(() => {
      const e = document.activeElement
      return `${e.tagName.toLowerCase()} ${e.getAttribute('aria-label') ?? e.textContent.slice(0, 30)}`
    }))
  }
  assert.fail(`Tab doesn't reach ${control}. It reaches: ${[...new Set(passed)].join(' · ')}`)
}

/** Waits until a control can be used. */
async function enabled(control) {
  const handle = await control.elementHandle({ timeout: patience })
  await handle.waitForElementState('enabled', { timeout: patience })
}
