import { existsSync, readFileSync } from 'node:fs'

/** What a function asked of AWS, as the right that it takes. */
export interface RecordedCall {
  readonly functionName: string
  /** Such as `dynamodb:Query`. */
  readonly action: string
  readonly resource: string
}

/** Operations whose right has another name. @see https://docs.aws.amazon.com/service-authorization/latest/reference */
const otherNames: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadBucket': 's3:ListBucket',
  'sns:PublishBatch': 'sns:Publish',
}

interface Line {
  readonly function: string
  readonly service: string
  readonly operation: string
  readonly thing: string
}

const resourceOf = ({ service, thing }: Line): string => {
  if (service === 's3') return `arn:aws:s3:::${thing}`
  if (service !== 'dynamodb' || thing.startsWith('arn:')) return thing
  return `arn:aws:dynamodb:eu-central-1:000000000000:table/${thing}`
}

/** All that functions have asked so far, each once. */
export const recordedCalls = (file: string): readonly RecordedCall[] => {
  const lines = existsSync(file) ? [...new Set(readFileSync(file, 'utf8').split('\n'))].filter(Boolean) : []
  return lines.map(text => {
    const line = JSON.parse(text) as Line
    const operation = `${line.service}:${line.operation}`
    return {
      functionName: line.function,
      action: otherNames[operation] ?? operation,
      resource: resourceOf(line),
    }
  })
}
