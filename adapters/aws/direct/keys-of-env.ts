import type { SigningKeys } from '../sign-request.ts'

/**
 * The keys of an environment as they are now: Lambda may renew them while the process lives.
 * @throws Error named CredentialsProviderError, as the SDK's, where there are none
 */
export const keysOfEnv = (env: Readonly<Record<string, string | undefined>>): SigningKeys => {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = env
  if (AWS_ACCESS_KEY_ID === '' || AWS_SECRET_ACCESS_KEY === '')
    throw Object.assign(new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set any more'), {
      name: 'CredentialsProviderError',
    })
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN === '' ? undefined : AWS_SESSION_TOKEN,
  }
}
