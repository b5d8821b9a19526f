import type { Entity as ElectroEntity, ResponseItem, Schema } from 'electrodb'
import type { Entity } from 'tailrace'
import { entity } from 'tailrace'

/** An entity of ElectroDB for filters: told by the attributes in which it keeps its name and version, typed by its schema. */
export const entityOf = <A extends string, F extends string, C extends string, S extends Schema<A, F, C>>(
  of: ElectroEntity<A, F, C, S>,
): Entity<string, ResponseItem<A, F, C, S>> => {
  const { entity: name, version } = of.schema.model
  const validate = (item: unknown) => {
    const { data } = of.parse({ Item: item as Record<string, unknown> })
    return data === null
      ? { issues: [{ message: 'is none of its items' }] }
      : { value: data as unknown as ResponseItem<A, F, C, S> }
  }
  return entity(name, {
    match: { __edb_e__: name, __edb_v__: version },
    schema: { '~standard': { version: 1, vendor: 'electrodb', validate } },
  })
}
