import { readArn } from '../aws/arn.ts'

const name = /^[A-Za-z0-9_.-]{3,255}$/
const arn = /^arn:[^:]+:dynamodb:[^:]+:[^:]+:table\/[A-Za-z0-9_.-]{3,255}$/

/** True for what DynamoDB takes for a table: its name, or its ARN. */
export const isTableName = (text: string): boolean => name.test(text) || arn.test(text)

/** The table that a stream's ARN names, or what it sends by Kinesis goes by; `undefined` where none is named. */
export const tableOfStream = (streamArn: string): string | undefined => {
  const [kind, table = '', way = ''] = readArn(streamArn)?.resource.split('/') ?? []
  return kind === 'table' && ['stream', 'kinesis'].includes(way) && name.test(table) ? table : undefined
}
