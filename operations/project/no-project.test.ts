import { expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readProject } from './read-project.ts'

const path = temporaryPaths()

const template = 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n'

it.each([
  [{ 'packages/orders/serverless.yml': '' }, 'in a folder below there is packages/orders/serverless.yml.'],
  [
    {
      'b/apps/shop/template.yaml': template,
      'a/serverless.ts': '',
      'a/cdk.json': '{',
      'a/template.yml': 'x: 1',
    },
    'there is b/apps/shop/template.yaml.',
  ],
  [
    { 'a/serverless.ts': '', 'node_modules/x/serverless.yml': '', '.git/serverless.yml': '' },
    'there is a/serverless.ts.',
  ],
  [
    { 'sst.config.ts': '' },
    'files of SST are not read: describe tables and functions in tailrace.config.ts.',
  ],
  [{ 'main.tf': '' }, 'files of Terraform are not read: describe tables'],
  [{ 'cdk.json': '{}' }, 'cdk.out cannot be read: it is not there: run npx cdk synth'],
  [{ 'node_modules/x/serverless.yml': '' }, 'and neither is a SAM or CloudFormation template'],
])('a folder without a project says where one is, or how it is described: %j', async (files, message) => {
  const folder = path('project')
  writeProject(folder, files)

  await expect(readProject(folder, {})).rejects.toThrow(message)
})
