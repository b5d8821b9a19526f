import type { PipelineNeeds } from './pipeline-needs.ts'

/** A value of a CloudFormation template: JSON, with intrinsic functions as objects of one key. */
export type TemplateValue =
  string | number | boolean | readonly TemplateValue[] | { readonly [name: string]: TemplateValue }

/** How a template refers to a table. */
export interface TableReference {
  readonly name: TemplateValue
  readonly arn: TemplateValue
  readonly streamArn: TemplateValue
}

/** A statement of a policy that allows something. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: TemplateValue
}

/** Ids of the resources that `tailrace resources` writes. */
export const ids = Object.freeze({
  ledger: 'TailraceLedger',
  parked: 'TailraceParked',
  givenUp: 'TailraceGivenUp',
  audit: 'TailraceAudit',
  blobs: 'TailraceBlobs',
  news: 'TailraceNews',
})

const arnOf = (id: string): TemplateValue => ({ 'Fn::GetAtt': `${id}.Arn` })
const insideOf = (id: string): TemplateValue => ({ 'Fn::Sub': `\${${id}.Arn}/*` })

const allow = (Sid: string, Action: readonly string[], Resource: TemplateValue): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

const readStream = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
]

/** Of one as it is, of several as a list. */
const oneOrAll = (all: readonly TemplateValue[]): TemplateValue => (all.length === 1 ? (all[0] ?? all) : all)

const ofTables = (
  { writesTable }: PipelineNeeds,
  tables: readonly TableReference[],
): readonly Statement[] => {
  const arns = oneOrAll(tables.map(({ arn }) => arn))
  const write = ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query']
  return [
    allow('Stream', readStream, oneOrAll(tables.map(({ streamArn }) => streamArn))),
    // A refresh reads an item as it is now, where no version can decide.
    allow('Items', ['dynamodb:GetItem'], arns),
    ...(writesTable ? [allow('CleanUp', write, arns)] : []),
  ]
}

const ofLedger = ({ isStrict }: PipelineNeeds): Statement => {
  const claims = isStrict ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : []
  return allow('Ledger', ['dynamodb:BatchWriteItem', 'dynamodb:Query', ...claims], arnOf(ids.ledger))
}

/**
 * What a function's role has to allow for its pipeline, and for Lambda where it writes given-up batches with that role.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-create-package.html
 */
export const statementsFor = (
  needs: PipelineNeeds,
  tables: readonly TableReference[],
): readonly Statement[] => {
  const reads = (name: PipelineNeeds['variables'][number]): boolean => needs.variables.includes(name)
  return [
    ...ofTables(needs, tables),
    ofLedger(needs),
    allow('Park', ['s3:PutObject'], insideOf(ids.parked)),
    // Lambda looks for the bucket first.
    allow('GivenUp', ['s3:PutObject'], insideOf(ids.givenUp)),
    allow('GivenUpBucket', ['s3:ListBucket'], arnOf(ids.givenUp)),
    ...(reads('AUDIT_URL') ? [allow('Audit', ['s3:PutObject'], insideOf(ids.audit))] : []),
    ...(reads('NOTIFY_URL') ? [allow('Notify', ['sns:Publish'], { Ref: ids.news })] : []),
    ...(reads('BLOB_URL')
      ? [
          allow('LargeAttributes', ['s3:GetObject'], insideOf(ids.blobs)),
          // Without it S3 says of an object that is gone that it may not be read.
          allow('LargeAttributesBucket', ['s3:ListBucket'], arnOf(ids.blobs)),
        ]
      : []),
  ]
}

/** The variables that a function has to have, as a template gives them. */
export const environmentFor = (
  needs: PipelineNeeds,
  [table]: readonly TableReference[],
): Readonly<Record<string, TemplateValue>> => {
  const bucket = (id: string): TemplateValue => ({ 'Fn::Sub': `s3://\${${id}}/` })
  const known: Partial<Record<string, TemplateValue>> = {
    AUDIT_URL: bucket(ids.audit),
    NOTIFY_URL: { Ref: ids.news },
    BLOB_URL: bucket(ids.blobs),
    ...(table && { TABLE_NAME: table.name }),
  }
  const own = needs.variables.flatMap(name => {
    const value = known[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    LEDGER_URL: { 'Fn::Sub': `dynamodb://\${${ids.ledger}}` },
    PARK_URL: bucket(ids.parked),
    ...Object.fromEntries(own),
  }
}
