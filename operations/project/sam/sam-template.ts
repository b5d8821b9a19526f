import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { section } from '../cloudformation/scope.ts'

/** Name of the transform that makes a template one of SAM. */
const transform = 'AWS::Serverless-2016-10-31'

/** Whether a template is written for SAM. */
export const isSamTemplate = (template: unknown): boolean =>
  isPlain(template) && [template['Transform']].flat().includes(transform)

/** Whether a value is a function of CloudFormation, whose parts are not merged. */
const isFunction = (value: Plain): boolean =>
  Object.keys(value).length === 1 && /^(Ref$|Fn::)/.test(Object.keys(value)[0] ?? '')

/**
 * Globals under what a resource says itself: mappings are merged, lists are added to, and of two values the resource's
 * own stands.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
const withGlobals = (common: unknown, own: unknown): unknown => {
  if (own === undefined) return common
  if (Array.isArray(common) && Array.isArray(own)) return [...(common as unknown[]), ...(own as unknown[])]
  if (!isPlain(common) || !isPlain(own) || isFunction(common) || isFunction(own)) return own
  const keys = new Set([...Object.keys(common), ...Object.keys(own)])
  return Object.fromEntries([...keys].map(key => [key, withGlobals(common[key], own[key])]))
}

/** Where a mapping that an event became says what the event was of. */
export const eventType = 'SamEventType'

/** What SAM passes on to the mapping as it is, of an event of type DynamoDB or Kinesis. */
const passedOn = ({ Stream, ...given }: Plain): Plain => ({ ...given, EventSourceArn: Stream })

const mappingOf = (functionId: string, event: unknown, condition: unknown): Plain | undefined => {
  const type = isPlain(event) ? event['Type'] : undefined
  if (!isPlain(event) || (type !== 'DynamoDB' && type !== 'Kinesis')) return undefined
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    ...(condition !== undefined && { Condition: condition }),
    Metadata: { [eventType]: type },
    Properties: { ...passedOn(section(event, 'Properties')), FunctionName: { Ref: functionId } },
  }
}

const codeOf = (properties: Plain): unknown => {
  if (properties['InlineCode'] !== undefined) return { ZipFile: properties['InlineCode'] }
  // Where nothing is said, the folder of the template is built.
  return (
    properties['CodeUri'] ??
    (properties['ImageUri'] === undefined ? '.' : { ImageUri: properties['ImageUri'] })
  )
}

const functionOf = (id: string, resource: Plain, globals: Plain): Plain => {
  const merged = withGlobals(globals, section(resource, 'Properties'))
  const { Events, ...properties } = isPlain(merged) ? merged : {}
  const condition = resource['Condition']
  const events = Object.entries(isPlain(Events) ? Events : {}).flatMap(([name, event]) => {
    const mapping = mappingOf(id, event, condition)
    return mapping === undefined ? [] : [[`${id}${name}`, mapping] as const]
  })
  return {
    [id]: {
      ...resource,
      Type: 'AWS::Lambda::Function',
      Properties: { ...properties, Code: codeOf(properties) },
    },
    ...Object.fromEntries(events),
  }
}

const attributeTypes: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' }

/** A table with one key and without a stream. */
const simpleTable = (resource: Plain): Plain => {
  const properties = section(resource, 'Properties')
  const { Name = 'id', Type = 'String' } = section(properties, 'PrimaryKey')
  const AttributeName = Name
  return {
    ...resource,
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: properties['TableName'],
      AttributeDefinitions: [{ AttributeName, AttributeType: attributeTypes[String(Type)] ?? Type }],
      KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    },
  }
}

/** A template of the project as a nested stack; one out of the repository of applications names no file. */
const nestedStack = (resource: Plain): Plain => {
  const { Location, Parameters } = section(resource, 'Properties')
  return {
    ...resource,
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: Location, Parameters },
  }
}

/**
 * A SAM template in CloudFormation's own resources, as far as functions on streams and tables go.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export const plainTemplate = (template: Plain): Plain => {
  const globals = section(template, 'Globals')
  const resources = Object.entries(section(template, 'Resources')).flatMap(
    ([id, resource]): readonly (readonly [string, unknown])[] => {
      if (!isPlain(resource)) return []
      switch (resource['Type']) {
        case 'AWS::Serverless::Function':
          return Object.entries(functionOf(id, resource, section(globals, 'Function')))
        case 'AWS::Serverless::SimpleTable':
          return [[id, simpleTable(resource)]]
        case 'AWS::Serverless::Application':
          return [[id, nestedStack(resource)]]
        default:
          return [[id, resource]]
      }
    },
  )
  return { ...template, Resources: Object.fromEntries(resources) }
}
