import type { Table, TableOptions } from '../../store/table.ts'
import { table } from '../../store/table.ts'
import type { HttpEndpoint } from './http-endpoint.ts'

/** A table of the key PK behind an endpoint, on a clock whose waits take no time and are noted. */
export const thingsAt = ({ client }: HttpEndpoint, waitsMs: number[], retry: TableOptions['retry']): Table =>
  table({
    client,
    tableName: 'things',
    keys: { partitionKey: 'PK' },
    ...(retry !== undefined && { retry }),
    random: () => 1,
    clock: {
      now: () => 0,
      wait: async ms => {
        waitsMs.push(ms)
        return Promise.resolve()
      },
    },
  })
