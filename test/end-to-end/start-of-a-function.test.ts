import { expect, it } from 'vitest'
import { smallProjects } from '../support/small-project.ts'
import { tailrace } from '../support/tailrace.ts'

const projectOf = smallProjects()

const minutes = 120_000

/** What a handler does before it is called: it connects, or it fails without what it needs. */
const code = `const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME } = process.env
throw new Error(['started', AWS_LAMBDA_FUNCTION_NAME, AWS_PROFILE ?? 'nobody', AWS_ACCESS_KEY_ID].join(' '))
export const handler = async () => undefined
`

const account = { AWS_PROFILE: 'of-mine', AWS_ACCESS_KEY_ID: 'REALKEY' }

it(
  'what a function does when it starts is done in its own environment, by dev and by no other',
  async () => {
    const folder = projectOf({ code })

    const checked = await tailrace(['check', '--output', 'quiet'], account, '', folder)
    const ran = await tailrace(['dev', '--once'], account, '', folder)

    expect(checked).toMatchObject({ code: 0, out: '' })
    expect(checked.said).not.toContain('started')
    expect(ran.code).toBe(5)
    expect(ran.said).toContain('started orders nobody ')
    expect(ran.said).not.toContain('REALKEY')
  },
  minutes,
)
