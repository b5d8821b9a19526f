import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runBundle } from '../../test/support/runtime-client/run-bundle.ts'
import { whyNot } from '../../test/support/runtime-client/runtime-client.ts'

/**
 * Loads the project's bundle with AWS's own runtime client, and gives it the captured records.
 *
 * @param node - path of the Node that loads it
 * @returns what it did
 */
export const loadBundle = async (folder: string, node: string): Promise<string> => {
  if (whyNot !== undefined) return `not loaded by AWS's runtime client: ${whyNot}`
  const lines = readFileSync(join(folder, 'test/fixtures/tickets.ndjson'), 'utf8').trim().split('\n')
  const place = join(folder, 'as-deployed')
  mkdirSync(place)
  const { type, body } = await runBundle(readFileSync(join(folder, '.tailrace/bundles/changes.zip')), {
    folder: place,
    node,
    handler: 'src/changes.handler',
    env: {
      PATH: process.env['PATH'] ?? '',
      AUDIT_URL: `file:${join(place, 'audit.ndjson')}`,
      NOTIFY_URL: `file:${join(place, 'sent.ndjson')}`,
      PARK_URL: `file:${join(place, 'parked')}`,
      LEDGER_URL: 'memory:',
      REFRESH: 'off',
    },
    event: { Records: lines.map(line => JSON.parse(line) as unknown) },
  })
  const answer = JSON.stringify(body)
  if (type !== 'response' || answer !== '{"batchItemFailures":[]}')
    throw new Error(`AWS's runtime client got ${type} ${answer}`)
  const kept = readFileSync(join(place, 'audit.ndjson'), 'utf8').trim().split('\n').length
  if (kept !== 2) throw new Error(`the bundle kept ${kept} entries, not 2`)
  return "loaded by AWS's runtime client: no failure, 2 entries kept"
}
