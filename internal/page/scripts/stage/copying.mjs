// What people do on the page, by the words that stand on it. The hands say how.

export const card = (page, label) => page.getByTestId('card-' + label)

export const button = (where, name) => where.getByRole('button', { name, exact: true })

/** Adds a database's card. */
export async function addDatabase(hands, label, url) {
  const { page } = hands
  await hands.press(button(page, 'Add database'))
  const dialog = page.getByRole('dialog')
  await hands.write(dialog.getByLabel('Label'), label)
  await hands.write(dialog.getByLabel('URL'), url)
  await hands.press(dialog.getByRole('button', { name: /^(Add|Save)/ }))
  await dialog.waitFor({ state: 'hidden' })
  await card(page, label).waitFor()
}

/** Connects a card. */
export async function connect(hands, label) {
  const one = card(hands.page, label)
  await hands.press(button(one, 'Connect'))
  await button(one, 'Disconnect').waitFor()
}

/** The row of a table in the source's list. */
export const tableRow = (page, name) => page.getByTestId('table-row').filter({ has: page.getByRole('checkbox', { name: new RegExp(`\\b${name}\\b`) }) })

/** The box that ticks a table. */
export const tableBox = (page, name) => tableRow(page, name).getByRole('checkbox').first()

/** Goes on to the plan. */
export async function review(hands) {
  await hands.press(button(hands.page, 'Review plan'))
  await hands.page.getByTestId('digest').waitFor()
}

/** Confirms a plan by its target's label. */
export async function confirm(hands, label, what = 'copy') {
  const { page } = hands
  await hands.press(button(page, 'Confirm and ' + what))
  const dialog = page.getByRole('dialog')
  const start = button(dialog, 'Start the ' + what)
  await start.waitFor()
  if (!await start.isDisabled()) throw new Error('a plan that destroys rows starts without its label')
  await hands.write(dialog.getByLabel(`Type ${label} to go on`), label)
  await hands.press(start)
}

/** Waits for a run's receipt. */
export async function receipt(page) {
  const one = page.getByTestId('receipt')
  await one.waitFor()
  return one
}
