import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { httpEndpoint } from '../../test/support/http-endpoint.ts'
import { ledgerStore } from '../open/ledger-store.ts'
import { openAskTable } from './open-ask-table.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const lambda = {
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  HOME: '/nowhere',
}
const asking = async (env: Readonly<Record<string, string>>) => {
  const { endpoint, calls, stop } = await httpEndpoint(() => ({ body: {} }))
  onTestFinished(stop)
  const all = { ...lambda, AWS_ENDPOINT_URL: endpoint, ...env }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  return calls
}

it.each([
  ['without the SDK under Lambda', {}, /^tailrace$/],
  ['by the SDK outside Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: '' }, /^aws-sdk-js/],
  ['by the SDK where it alone knows how', { AWS_RETRY_MODE: 'adaptive' }, /^aws-sdk-js/],
] as const)('a ledger is asked %s', async (_, env, agent) => {
  const calls = await asking(env)

  expect(await ledgerStore('dynamodb://ledger').query('p', '1', '2')).toEqual([])
  expect(calls.map(({ operation }) => operation)).toEqual(['Query'])
  expect(calls[0]?.headers['user-agent']).toMatch(agent)
})

it('takes the keys and the invocation of each request from what the environment is then', async () => {
  const env: Record<string, string> = { ...lambda }
  const { endpoint, calls, stop } = await httpEndpoint(() => ({ body: {} }))
  onTestFinished(stop)
  env['AWS_ENDPOINT_URL'] = endpoint
  const ask = await openAskTable({}, env)
  for (const turn of ['1', '2']) {
    Object.assign(env, { AWS_ACCESS_KEY_ID: `id${turn}`, _X_AMZN_TRACE_ID: `Root=${turn}` })
    await ask('GetItem', { TableName: 't', Key: {} })
  }

  expect(calls.map(({ headers }) => /Credential=(\w+)/.exec(headers['authorization'] ?? '')?.[1])).toEqual([
    'id1',
    'id2',
  ])
  expect(calls.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual(['Root=1', 'Root=2'])
})
