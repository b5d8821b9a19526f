import type { ProjectFiles } from '../support/deploy-tool/project-files.ts'

/** A habit of other people's deploy files. */
export interface Habit {
  readonly name: string
  readonly files: ProjectFiles
  /** What we refuse and the deploy tool does not, because Lambda does. */
  readonly onlyWeRefuse?: string
}

export const fileHead = `service: parcels
package: { artifact: a.zip }
provider: { name: aws, runtime: nodejs24.x, region: eu-central-1 }
`

export const parcelResources = "resources: ['${file(infra/table.yml)}']\n"

/** A file with one function `labels`; its stream event and more of it are given, indented by what stands before. */
export const parcelFile = (
  stream: string,
  more = '',
  rest = '',
): string => `${fileHead}${rest}${parcelResources}
functions:
  labels:
    handler: labels.handler
    ${more}
    events:
      - stream: ${stream}
`

export const parcelStream = 'type: dynamodb, arn: !GetAtt Parcels.StreamArn'
export const streamArnText =
  'arn:aws:dynamodb:eu-central-1:111122223333:table/parcels/stream/2026-01-01T00:00:00.000'

export const habitOf = (name: string, serverless: string, files: ProjectFiles = {}): Habit => ({
  name,
  files: { 'serverless.yml': serverless, ...files },
})

export const streamHabit = (name: string, event: string, files: ProjectFiles = {}): Habit =>
  habitOf(name, parcelFile(`{ ${parcelStream}, ${event} }`), files)

export const customHabit = (name: string, content: string, event: string, files: ProjectFiles = {}): Habit =>
  habitOf(name, parcelFile(`{ ${parcelStream}, ${event} }`, '', `custom: ${content}\n`), files)

export const insertsOnly = '[{ eventName: [INSERT] }]'
