// What the test hands to a script, and the libraries that the page is tested with:
// both stand in the page's node_modules, beside its sources.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

if (!process.env.POCO_PAGE) throw new Error('these scripts are run by go test ./internal/page')

/** Paths, URLs and programs, by name: see stage_test.go. */
export const given = JSON.parse(process.env.POCO_PAGE)

const require = createRequire(join(given.modules, 'x.js'))

export const { chromium } = require('playwright-core')

/** The text of axe, to be put into a page. */
export const axeText = () => readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** How long anything may take, in milliseconds, before a test fails. */
export const patience = given.patience
