import { beforeAll } from 'vitest'
import type { AwsStub } from './aws-stub.ts'

/** Points the SDK of this test file at the stub, the way a user points it anywhere: by the environment. */
export const stubEnv = (stub: Pick<AwsStub, 'endpoint'>): void => {
  beforeAll(() => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: stub.endpoint(),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    })
  })
}
