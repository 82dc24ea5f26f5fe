// What other pages, other names of this machine and bad files try: all is refused or
// harmless.
import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { card, connect } from './stage/copying.mjs'
import { openBrowser, openPage, openTab, watch } from './stage/browser.mjs'
import { given } from './stage/given.mjs'
import { mouse } from './stage/hands.mjs'
import { api, startPoco } from './stage/poco.mjs'
import { play, step } from './stage/play.mjs'

/** Everything in the folder that an attack would change. */
const folderNow = () => JSON.stringify(readdirSync(given.folder, { recursive: true }).filter((n) => !n.startsWith('.poco'))
  .sort().map((n) => [n, /hcl$|env$/.test(n) ? readFileSync(join(given.folder, n), 'utf8') : '']))

/** A request without a browser, which may lie about its host. */
function raw(poco, { method = 'GET', path = '/api/recipe', headers = {}, body = '' }) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(poco.origin)
    const r = request({ hostname, port, method, path, headers: { host: `${hostname}:${port}`, ...headers } }, (answer) => {
      let text = ''
      answer.on('data', (part) => { text += part })
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
    r.on('error', reject)
    r.end(body)
  })
}

/** A page of somebody else's, on another port. */
async function foreignSite() {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end('<!doctype html><title>elsewhere</title><h1>Elsewhere</h1>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

play(async () => {
  const poco = await startPoco()
  const port = new URL(poco.origin).port
  await openBrowser('--host-resolver-rules=MAP rebound.example 127.0.0.1, MAP evil.example 127.0.0.1')
  const before = folderNow()
  const bearer = { authorization: 'Bearer ' + poco.token }
  const json = { 'content-type': 'application/json' }

  await step('tokens', async () => {
    const open = ['/api/session', '/api/recipe', '/api/runs', '/api/backups', '/api/plan/x', '/api/status/x', '/api/nothing']
    const answers = []
    for (const path of open) {
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer ' + poco.token + 'x' },
        { authorization: 'Basic ' + Buffer.from('poco:' + poco.token).toString('base64') }, { cookie: 'token=' + poco.token }]) {
        answers.push(await raw(poco, { path, headers }))
      }
      answers.push(await raw(poco, { path: `${path}?token=${poco.token}` }))
    }
    assert.deepEqual([...new Set(answers.map((a) => a.status))], [401])
    assert.equal(new Set(answers.map((a) => a.text)).size, 1, 'answers without a token differ')
    const tried = await raw(poco, { method: 'POST', path: '/api/connect', headers: json, body: '{"database":"dev"}' })
    assert.equal(tried.status, 401)
    assert.equal((await api(poco, '/api/session')).status, 200)
  })

  await step('names of other hosts', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:1`, `127.0.0.1.evil.example:${port}`, `localhost.:${port}`, '0.0.0.0:' + port]) {
      for (const path of ['/', '/api/recipe', '/assets/index.js']) {
        assert.equal((await raw(poco, { path, headers: { ...bearer, host } })).status, 421, `${host}${path}`)
      }
    }
    const page = await openPage()
    const answer = await page.goto(`http://rebound.example:${port}/`)
    assert.equal(answer.status(), 421)
  })

  await step('origins of other pages', async () => {
    for (const headers of [{ origin: 'http://evil.example' }, { origin: `http://127.0.0.1:1` }, { origin: 'null' },
      { origin: `https://127.0.0.1:${port}` }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      assert.equal((await raw(poco, { headers: { ...bearer, ...headers } })).status, 403, JSON.stringify(headers))
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await raw(poco, { method: 'POST', path: '/api/connect', headers: { ...bearer, 'content-type': type }, body: '{"database":"dev"}' })
      assert.equal(answer.status, 415, type)
    }
    for (const path of ['/api/plan', '/api/copy', '/api/connect', '/api/recipe/save', '/api/runs/abort']) {
      assert.equal((await raw(poco, { path, headers: bearer })).status, 405, 'GET ' + path)
    }
  })

  await step('pages on another port', async () => {
    const server = await foreignSite()
    for (const host of ['127.0.0.1', 'localhost', 'evil.example']) {
      const page = await openPage(`http://${host}:${server.address().port}/`)
      const statuses = []
      page.on('response', (r) => { if (r.url().startsWith(poco.origin)) statuses.push(r.status()) })
      const read = await page.evaluate(async ({ origin, token }) => {
        const tries = []
        const tell = (p) => tries.push(p.then((r) => r.type === 'opaque' ? 'opaque' : r.text(), () => 'refused'))
        for (const path of ['/api/connect', '/api/databases/remove']) {
          tell(fetch(origin + path, { method: 'POST', mode: 'no-cors', body: '{"database":"dev"}' }))
          tell(fetch(origin + path, { method: 'POST', body: '{"database":"dev"}', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token } }))
        }
        tell(fetch(origin + '/api/recipe', { headers: { authorization: 'Bearer ' + token } }))
        tell(fetch(origin + '/api/recipe', { credentials: 'include' }))
        return Promise.all(tries)
      }, { origin: poco.origin, token: poco.token })
      assert(read.every((r) => r === 'opaque' || r === 'refused'), `${host} reads ${read}`)
      const [answer] = await Promise.all([
        page.waitForResponse((r) => r.url().startsWith(poco.origin)),
        page.evaluate((origin) => {
          const form = Object.assign(document.createElement('form'), { method: 'POST', action: origin + '/api/databases/remove', enctype: 'text/plain' })
          form.append(Object.assign(document.createElement('input'), { name: '{"database":"dev","x":"', value: '"}' }))
          document.body.append(form)
          form.submit()
        }, poco.origin),
      ])
      assert(answer.status() >= 400, `a form from ${host}: ${answer.status()}`)
      assert(statuses.every((s) => s >= 400), `${host}: ${statuses}`)
      await page.context().close()
    }
    server.close()
    assert.equal(folderNow(), before)
  })

  await step('frames', async () => {
    const server = await foreignSite()
    const page = await openPage(`http://127.0.0.1:${server.address().port}/`)
    await page.evaluate((url) => new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: url, onload: resolve })
      document.body.append(frame)
    }), poco.url)
    const frame = page.frames().find((f) => f !== page.mainFrame())
    assert(!(await frame.locator('body').innerText().catch(() => '')).includes('Add database'), 'the page is framed')
    const index = await raw(poco, { path: '/' })
    assert.match(index.headers['content-security-policy'], /frame-ancestors 'none'/)
    assert.equal(index.headers['x-frame-options'], 'DENY')
    await page.context().close()
    server.close()
  })

  await step('names that are markup', async () => {
    const page = await openPage(poco.url)
    let alerts = 0
    page.on('dialog', (d) => { alerts++; void d.dismiss() })
    await card(page, 'dev').waitFor()
    await connect(mouse(page), 'dev')
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
    assert.equal(alerts, 0)
    assert.equal(await page.locator('img[src="x"], svg[onload]').count(), 0)
    await page.context().close()
  })

  await step('names of files', async () => {
    for (const file of ['../.env', '../../etc/passwd', '/etc/passwd', '.env', '..', '', '%2e%2e%2f.env', 'x\u0000y']) {
      for (const path of ['/api/backups/remove', '/api/backups/check', '/api/uploads/remove']) {
        const answer = await api(poco, path, { file })
        assert([400, 404, 422].includes(answer.status), `${path} ${file}: ${answer.status} ${answer.text}`)
      }
      const planned = await api(poco, '/api/plan', { restore: { database: 'qa', file, backup_first: false, no_owner: false } })
      assert(planned.status >= 400 || !planned.json().applicable, `restore ${file}: ${planned.text}`)
    }
    for (const path of ['/../.env', '/..%2f.env', '/assets/../../.env', '/%2e%2e/.env', '//etc/passwd']) {
      const answer = await raw(poco, { path, headers: bearer })
      assert(!answer.text.includes('DEV_URL'), path)
    }
    assert.equal(folderNow(), before)
  })

  await step('an upload full of tricks', async () => {
    const pwned = join(given.folder, 'pwned')
    const tricks = [`\\! touch ${pwned}`, `\\o ${pwned}`, `\\copy orders to '${pwned}'`, `COPY orders TO PROGRAM 'touch ${pwned}';`,
      `\\i ${given.folder}/.env`, 'ALTER SYSTEM SET archive_command = $$false$$;', 'DROP DATABASE postgres;', '\\connect postgres', '<script>alert(4)</script>'].join('\n')
    const answer = await fetch(`${poco.origin}/api/uploads?name=${encodeURIComponent('../../<img src=x onerror=alert(5)>.sql')}`,
      { method: 'POST', headers: { ...bearer, 'content-type': 'application/octet-stream' }, body: '--\n-- PostgreSQL database dump\n--\n\n' + tricks + '\n' })
    assert.equal(answer.status, 200)
    const upload = await answer.json()
    assert(upload.findings.length > 3, JSON.stringify(upload))
    const planned = await api(poco, '/api/plan', { restore: { database: 'qa', file: upload.id, backup_first: false, no_owner: false } })
    assert(planned.status >= 400 || !planned.json().applicable, planned.text)
    const page = watch(await openPage(poco.url))
    let alerts = 0
    page.on('dialog', (d) => { alerts++; void d.dismiss() })
    await page.getByRole('link', { name: 'Backups' }).click()
    await page.getByText('onerror=alert(5)').first().waitFor()
    assert.equal(alerts, 0)
    assert(!existsSync(pwned), 'the upload was run')
    assert.equal(folderNow(), before)
  })
})
