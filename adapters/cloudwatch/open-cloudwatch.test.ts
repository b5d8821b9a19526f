import { describe, expect, it } from 'vitest'
import { openCloudWatch } from './open-cloudwatch.ts'

/** Where a client would ask; nothing is sent. */
const placeOf = async (env: Readonly<Record<string, string>>, region?: string) => {
  const { client } = await openCloudWatch(env, region)
  const { endpoint, region: regionOf, credentials } = client.config
  const asked = await endpoint?.()
  const place = { host: asked && `${asked.hostname}:${String(asked.port)}`, region: await regionOf() }
  const keyOf = async () => (await credentials()).accessKeyId
  client.destroy()
  return { ...place, keyOf }
}

const [local, other] = ['http://127.0.0.1:8000', 'http://127.0.0.1:4566']

describe('the client of CloudWatch', () => {
  it.each([
    [{ AWS_ENDPOINT_URL_CLOUDWATCH: other, AWS_ENDPOINT_URL_DYNAMODB: local }, '127.0.0.1:4566'],
    [{ AWS_ENDPOINT_URL: other }, '127.0.0.1:4566'],
    [{ AWS_ENDPOINT_URL_CLOUDWATCH: '', AWS_ENDPOINT_URL: other }, '127.0.0.1:4566'],
    // A table of this machine: never the account that has one of the same name.
    [{ AWS_ENDPOINT_URL_DYNAMODB: local }, '127.0.0.1:8000'],
  ])('asks with %j at %s, with keys of nobody', async (env, host) => {
    const place = await placeOf(env, 'eu-west-1')

    expect(place).toMatchObject({ host, region: 'eu-west-1' })
    expect(await place.keyOf()).toBe('tailrace')
  })

  it('asks AWS where tables are elsewhere, and takes the keys there are', async () => {
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.eu-west-1.example.com',
      AWS_REGION: 'eu-west-1',
    }

    expect(await placeOf(env)).toMatchObject({ host: undefined, region: 'eu-west-1' })
  })

  it('makes up no keys for an endpoint that is not of this machine', async () => {
    const place = await placeOf({ AWS_ENDPOINT_URL: 'https://vpce-1.example.com:443' }, 'eu-west-1')

    expect(await place.keyOf().catch(() => 'those of the SDK')).not.toBe('tailrace')
  })
})
