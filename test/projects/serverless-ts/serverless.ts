import { parcelTable } from './table.ts'

interface Configuration {
  readonly service: string
  readonly [section: string]: unknown
}

const configuration: Configuration = {
  service: 'parcels',
  provider: { name: 'aws', runtime: 'nodejs22.x', stage: 'qa' },
  custom: { size: 11 },
  functions: {
    labels: {
      handler: 'labels.handler',
      environment: { TABLE: { Ref: 'Parcels' } },
      events: [
        {
          stream: {
            type: 'dynamodb',
            arn: { 'Fn::GetAtt': ['Parcels', 'StreamArn'] },
            batchSize: '${self:custom.size}',
          },
        },
      ],
    },
  },
  resources: { Resources: { Parcels: parcelTable('parcels') } },
}

export default configuration
