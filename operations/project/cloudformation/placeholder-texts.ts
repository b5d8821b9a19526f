import { isPlain } from '../../../engine/plain.ts'

/** An account that nobody has. */
export const accountHere = '000000000000'
/** The region of every run. */
export const regionHere = 'us-east-1'

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${regionHere}:${accountHere}:${resource}`

const queueUrl = (name: string): string =>
  `https://sqs.${regionHere}.amazonaws.com/${accountHere}/${name.split(':').at(-1) ?? name}`

/** Bucket names are written small, and have no underscores. */
const bucketName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .padEnd(3, '0')
    .slice(0, 63)

/** How a type of resource is called. */
interface ResourceNames {
  /** Property that names it. */
  readonly property: string
  readonly arn: (name: string) => string
  /** What Ref gives; the name if nothing is said. */
  readonly ref?: (name: string) => string
}

const byArn = (property: string, toArn: (name: string) => string): ResourceNames => ({
  property,
  arn: toArn,
  ref: toArn,
})

const byName = (property: string, toArn: (name: string) => string): ResourceNames => ({
  property,
  arn: toArn,
})

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const known: Readonly<Record<string, ResourceNames>> = {
  'AWS::SQS::Queue': { property: 'QueueName', arn: name => arn('sqs', name), ref: queueUrl },
  'AWS::SNS::Topic': byArn('TopicName', name => arn('sns', name)),
  'AWS::S3::Bucket': {
    property: 'BucketName',
    arn: name => `arn:aws:s3:::${bucketName(name)}`,
    ref: bucketName,
  },
  'AWS::Lambda::Function': byName('FunctionName', name => arn('lambda', `function:${name}`)),
  'AWS::SecretsManager::Secret': byArn('Name', name => arn('secretsmanager', `secret:${name}-000000`)),
  'AWS::Kinesis::Stream': byName('Name', name => arn('kinesis', `stream/${name}`)),
  'AWS::KinesisFirehose::DeliveryStream': byName('DeliveryStreamName', name =>
    arn('firehose', `deliverystream/${name}`),
  ),
  'AWS::Events::EventBus': byName('Name', name => arn('events', `event-bus/${name}`)),
  'AWS::StepFunctions::StateMachine': byArn('StateMachineName', name =>
    arn('states', `stateMachine:${name}`),
  ),
  'AWS::IAM::Role': byName('RoleName', name => `arn:aws:iam::${accountHere}:role/${name}`),
  'AWS::SSM::Parameter': byName('Name', name => arn('ssm', `parameter/${name.replace(/^\//, '')}`)),
  'AWS::Logs::LogGroup': byName('LogGroupName', name => arn('logs', `log-group:${name}:*`)),
  'AWS::KMS::Key': {
    property: '',
    arn: () => arn('kms', 'key/00000000-0000-0000-0000-000000000000'),
    ref: () => '00000000-0000-0000-0000-000000000000',
  },
  'AWS::OpenSearchService::Domain': byName('DomainName', name => arn('es', `domain/${name.toLowerCase()}`)),
  'AWS::Cognito::UserPool': {
    property: 'UserPoolName',
    arn: name => arn('cognito-idp', `userpool/${regionHere}_${name}`),
    ref: name => `${regionHere}_${name}`,
  },
}

const otherNames = (type: string): ResourceNames => {
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown'
  return byName('Name', name => arn(service, name))
}

/** Host names end in what is nobody's. */
const hostOf = (name: string): string => `${name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}.invalid`

/**
 * Text of the right form for what a name promises, where nothing more is known of it: a parameter without a value, an
 * import, a resource that another stack has.
 */
export const textByName = (reference: string): string => {
  const last = reference.split(/[.:/]/).at(-1) ?? reference
  const name = reference.replace(/\.(Stream)?Arn$/, '')
  if (/queue_?-?url$/i.test(last)) return queueUrl(name)
  if (/queue_?-?arn$/i.test(last)) return arn('sqs', name)
  if (/topic_?-?arn$/i.test(last)) return arn('sns', name)
  if (/bucket_?-?arn$/i.test(last)) return `arn:aws:s3:::${bucketName(name)}`
  if (/secret_?-?arn$/i.test(last)) return arn('secretsmanager', `secret:${name}-000000`)
  if (/function_?-?arn$/i.test(last)) return arn('lambda', `function:${name}`)
  if (/arn$/i.test(last)) return arn('unknown', name)
  if (/(url|uri)$/i.test(last)) return `https://${hostOf(name)}/`
  if (/(endpoint|host)$/i.test(last)) return hostOf(name)
  if (/bucket(_?-?name)?$/i.test(last)) return bucketName(name)
  return name
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const nameOf = ({ property }: ResourceNames, id: string, properties: unknown): string => {
  const own = isPlain(properties) ? properties : {}
  const name = text(own[property]) ?? id
  const isFifo = String(own['FifoQueue'] ?? own['FifoTopic']) === 'true'
  return isFifo && !name.endsWith('.fifo') ? `${name}.fifo` : name
}

/** A resource of a template that no table is. */
export interface ReferredResource {
  readonly id: string
  readonly type: string
  /** Resolved, as far as they name it. */
  readonly properties: unknown
}

/** What `Ref` of a resource would give. */
export const refText = ({ id, type, properties }: ReferredResource): string => {
  const names = known[type] ?? otherNames(type)
  const name = nameOf(names, id, properties)
  return names.ref === undefined ? name : names.ref(name)
}

/** What `GetAtt` of a resource would give. */
export const attributeText = ({ id, type, properties }: ReferredResource, attribute: string): string => {
  const names = known[type] ?? otherNames(type)
  const name = nameOf(names, id, properties)
  if (attribute.endsWith('Arn')) return names.arn(name)
  if (attribute === 'QueueUrl') return queueUrl(name)
  if (/Port$/.test(attribute)) return '443'
  if (type === 'AWS::S3::Bucket') return `${bucketName(name)}.s3.amazonaws.com`
  if (/(Endpoint|DomainName|Address)$/.test(attribute)) return hostOf(name)
  if (/(Url|URL)$/.test(attribute)) return `https://${hostOf(name)}/`
  return attribute.endsWith('Name') ? name : `${id}.${attribute}`
}
