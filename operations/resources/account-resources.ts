import type { PipelineNeeds } from './pipeline-needs.ts'
import type { TemplateValue } from './statements.ts'
import { ids } from './statements.ts'

/** Resources of a template by their ids. */
export type TemplateResources = Readonly<Record<string, TemplateValue>>

const bucket = (rules: readonly TemplateValue[]): TemplateValue => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'old-versions',
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
        ...rules,
      ],
    },
  },
})

/** A bucket, and that nobody reaches it in the clear. */
const privateBucket = (id: string, rules: readonly TemplateValue[] = []): TemplateResources => ({
  [id]: bucket(rules),
  [`${id}OverTls`]: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: id },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyOverTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [{ 'Fn::GetAtt': `${id}.Arn` }, { 'Fn::Sub': `\${${id}.Arn}/*` }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  },
})

/** A redrive moves what is finished there. */
const redriven = { Id: 'redriven', Status: 'Enabled', Prefix: 'redriven/', ExpirationInDays: 30 }

const ledger: TemplateResources = {
  [ids.ledger]: {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  },
}

const topic: TemplateResources = {
  [ids.news]: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } },
}

/** What an account has to have for pipelines: the ledger, where changes are parked and given up, and their sinks. */
export const accountResources = (all: readonly PipelineNeeds[]): TemplateResources => {
  const read = new Set(all.flatMap(({ variables }) => variables))
  return {
    ...ledger,
    ...privateBucket(ids.parked, [redriven]),
    ...privateBucket(ids.givenUp, [redriven]),
    ...(read.has('AUDIT_URL') && privateBucket(ids.audit)),
    ...(read.has('BLOB_URL') && privateBucket(ids.blobs)),
    ...(read.has('NOTIFY_URL') && topic),
  }
}
