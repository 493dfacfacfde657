// Vulnerabilities of Node's https whose cause is a TLS session, or an option, that made a check fall away.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type net from 'node:net'
import test from 'node:test'
import nethttps from 'nethttp/https'

const [key, cert] = ['key', 'cert'].map((part) => readFileSync(`demo/certificate/localhost-only.${part}.pem`))
const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const
const UNTRUSTED = 'DEPTH_ZERO_SELF_SIGNED_CERT'

/** Runs `use` with a way to ask one server, which tells what came of each request. */
async function asking(use: (ask: (options: object) => Promise<string>) => Promise<void>): Promise<void> {
  const server = nethttps.createServer({ key, cert }, (_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  try {
    await use(
      (options) =>
        new Promise((resolve) => {
          const given = { port, host: '127.0.0.1', servername: 'localhost', ...options }
          const request = nethttps.get(given, (response) => response.resume().on('close', () => resolve('answered')))
          request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
        }),
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

for (const maxVersion of VERSIONS) {
  test(`CVE-2020-8172: a session of ${maxVersion} does not make an untrusted server a trusted one`, async () => {
    const agent = new nethttps.Agent({ keepAlive: false, maxVersion })
    await asking(async (ask) => {
      assert.equal(await ask({ agent }), UNTRUSTED)
      assert.equal(await ask({ agent }), UNTRUSTED)
      assert.equal(await ask({ agent, rejectUnauthorized: false }), 'answered')
      assert.equal(await ask({ agent, rejectUnauthorized: false }), 'answered')
      assert.equal(await ask({ agent }), UNTRUSTED)
    })
  })

  test(`CVE-2026-48934: a session of ${maxVersion} with one host is not one with another at its address`, async () => {
    const agent = new nethttps.Agent({ keepAlive: false, maxVersion, ca: cert })
    await asking(async (ask) => {
      assert.equal(await ask({ agent }), 'answered')
      assert.equal(await ask({ agent }), 'answered')
      assert.equal(await ask({ agent, servername: 'other.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID')
      assert.equal(await ask({ agent, servername: 'other.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID')
    })
  })
}

test('CVE-2021-22939: rejectUnauthorized: undefined leaves the check as it is', async () => {
  await asking(async (ask) => {
    assert.equal(await ask({ rejectUnauthorized: undefined }), UNTRUSTED)
    assert.equal(await ask({ agent: false, rejectUnauthorized: undefined }), UNTRUSTED)
    const agent = new nethttps.Agent({ rejectUnauthorized: undefined })
    assert.equal(await ask({ agent }), UNTRUSTED)
    assert.equal(await ask({ agent, rejectUnauthorized: undefined }), UNTRUSTED)
  })
})
