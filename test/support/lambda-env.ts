import { onTestFinished, vi } from 'vitest'

/** What a function of Lambda finds in its environment, as far as clients look at it. */
export const lambdaEnv: Readonly<Record<string, string>> = Object.freeze({
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  HOME: '/nowhere',
})

/** The environment of a test is that of a function, with more in it, until the test is over. */
export const inLambda = (more: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries({ ...lambdaEnv, ...more })) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}
