import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stageIn } from './stage-in.ts'

const own = (path: string): string => readFileSync(path, 'utf8')
const project = (provider: string) => (): string => `service: shop\nprovider: ${provider}`

describe('the stage that is removed', () => {
  it.each([
    [[], 'tailrace-dev', 'eu-central-1'],
    [['--stage', 'prod'], 'tailrace-prod', 'eu-central-1'],
    [['--stage=prod', '--region=us-east-1'], 'tailrace-prod', 'us-east-1'],
    [['-s', 'prod', '-r', 'us-east-1'], 'tailrace-prod', 'us-east-1'],
    [['--verbose', '--param=onRemove=Delete', '--stage', 'prod'], 'tailrace-prod', 'eu-central-1'],
    [['--param', 'onRemove=Delete', '--stage', 'prod'], 'tailrace-prod', 'eu-central-1'],
  ] as const)('with %j is the one that the deploy tool takes', (args, stack, region) => {
    expect(stageIn(args, own)).toEqual({ stack, region, profile: undefined })
  })

  it('is looked for in the account of the profile that is named', () => {
    expect(stageIn(['--aws-profile', 'work'], own).profile).toBe('work')
  })

  it('is that of another file where one is named', () => {
    const paths: string[] = []
    stageIn(['--config', 'other.yml'], path => (paths.push(path), own('serverless.yml')))

    expect(paths).toEqual(['other.yml'])
  })

  it('is refused where nothing says it', () => {
    const read = project("{ stage: '${env:STAGE}', region: eu-west-1 }")

    expect(() => stageIn([], read)).toThrow('provider.stage says no default: name one with --stage')
    expect(stageIn(['--stage', 'x'], read)).toMatchObject({ stack: 'shop-x', region: 'eu-west-1' })
  })

  it('is refused where an option has no value', () => {
    expect(() => stageIn(['--stage'], own)).toThrow('--stage names nothing')
  })
})
