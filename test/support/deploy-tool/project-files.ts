import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The files of a project, by their paths. */
export type ProjectFiles = Readonly<Record<string, string>>

/** An archive without an entry: the deploy tool wants a file to take a digest of. */
const emptyZip = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)])

const table = `Resources:
  Parcels:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: PK, AttributeType: S }]
      KeySchema: [{ AttributeName: PK, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

/** Writes a project, with a table and an artifact beside what is given. */
export const writeProject = (folder: string, files: ProjectFiles): void => {
  const all = { 'a.zip': emptyZip, 'infra/table.yml': table, ...files }
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}
