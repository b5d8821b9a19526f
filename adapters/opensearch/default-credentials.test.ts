import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { defaultCredentials } from './signed-headers.ts'

const path = temporaryPaths()

const plain = {
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'eu-central-1',
  HOME: '/nowhere',
}

it('are those of the environment as they are at each request, where nothing else has a say', async () => {
  const key = fc.stringMatching(/^[A-Z0-9]{4,20}$/)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(key, key, fc.option(key)), { minLength: 1, maxLength: 3 }),
      async all => {
        const env: Record<string, string> = {
          ...plain,
          AWS_ACCESS_KEY_ID: 'first',
          AWS_SECRET_ACCESS_KEY: 's',
        }
        const credentials = defaultCredentials(env)
        for (const [accessKeyId, secretAccessKey, sessionToken] of all) {
          env['AWS_ACCESS_KEY_ID'] = accessKeyId
          env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey
          env['AWS_SESSION_TOKEN'] = sessionToken ?? ''

          expect(await credentials()).toEqual({
            accessKeyId,
            secretAccessKey,
            sessionToken: sessionToken ?? undefined,
          })
        }
      },
    ),
    { numRuns: 30 },
  )
})

it('are looked for once, and once more after that failed', async () => {
  const answers = [new Error('no file descriptor is left'), 'first', 'second']
  const load = async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return async () => Promise.resolve({ accessKeyId: String(answer), secretAccessKey: 's' })
  }
  const credentials = defaultCredentials({ ...plain, AWS_PROFILE: 'other' }, load)

  await expect(credentials()).rejects.toThrow('no file descriptor is left')
  for (let asked = 0; asked < 3; asked += 1)
    expect(await credentials()).toMatchObject({ accessKeyId: 'first' })
})

it('are those that the SDK finds where a profile has a say', async () => {
  const file = path('credentials')
  writeFileSync(file, '[other]\naws_access_key_id = of-the-profile\naws_secret_access_key = s\n')
  const env = { ...plain, AWS_PROFILE: 'other', AWS_SHARED_CREDENTIALS_FILE: file }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
  onTestFinished(() => void vi.unstubAllEnvs())

  const credentials = defaultCredentials({ ...env, AWS_ACCESS_KEY_ID: 'plain', AWS_SECRET_ACCESS_KEY: 's' })

  expect(await credentials()).toMatchObject({ accessKeyId: 'of-the-profile' })
})
