import { beforeEach, inject } from 'vitest'
import { awsEnv } from './stage.ts'

// Before each test file: every AWS client of this process, and the deploy tool that it starts, finds LocalStack.
const target = inject('target')

if ('endpoint' in target) Object.assign(process.env, awsEnv(target.endpoint))
else {
  beforeEach(context => {
    context.skip(target.missing)
  })
}
