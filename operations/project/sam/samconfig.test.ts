import { describe, expect, it } from 'vitest'
import { writeProject } from '../../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { parameterOverrides, readSamConfig } from './samconfig.ts'

const path = temporaryPaths()

describe('parameter_overrides', () => {
  it.each([
    ['Stage=prod Size=10', { Stage: 'prod', Size: '10' }],
    ['Stage="a prod" Size=\'1 0\'', { Stage: 'a prod', Size: '1 0' }],
    [
      'ParameterKey=Stage,ParameterValue=prod ParameterKey=Size,ParameterValue="1 0"',
      { Stage: 'prod', Size: '1 0' },
    ],
    ['Url="https://x/?a=b" Empty=""', { Url: 'https://x/?a=b', Empty: '' }],
    ['Said="\\"yes\\""', { Said: '"yes"' }],
    [['Stage=prod', 'Names=a, b'], { Stage: 'prod', Names: 'a, b' }],
    [['Stage=prod Size=3'], { Stage: 'prod', Size: '3' }],
    [['ParameterKey=Stage,ParameterValue=prod'], { Stage: 'prod' }],
    [
      { Stage: 'prod', Size: 3 },
      { Stage: 'prod', Size: '3' },
    ],
    [undefined, {}],
  ])('are read as %j', (given, expected) => {
    expect(parameterOverrides(given)).toEqual(expected)
  })
})

describe('samconfig', () => {
  it('gives what deploy is given over what all commands are, of one environment', () => {
    const folder = path('sam')
    writeProject(folder, {
      'samconfig.yaml': `version: 0.1
default: { global: { parameters: { stack_name: common, parameter_overrides: A=1 } }, deploy: { parameters: { parameter_overrides: A=2 } } }
prod: { deploy: { parameters: { stack_name: prod } } }
`,
    })

    expect(readSamConfig(folder)).toMatchObject({ stackName: 'common', parameters: { A: '2' } })
    expect(readSamConfig(folder, 'prod')).toMatchObject({ stackName: 'prod', parameters: {} })
  })

  it('that is no TOML is named', () => {
    const folder = path('sam')
    writeProject(folder, { 'samconfig.toml': '[default' })

    expect(() => readSamConfig(folder)).toThrow('samconfig.toml cannot be read')
  })
})
