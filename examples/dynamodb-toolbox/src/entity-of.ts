import type { Entity as ToolboxEntity, FormattedItem } from 'dynamodb-toolbox'
import { DynamoDBToolboxError, EntityFormatter } from 'dynamodb-toolbox'
import type { Entity } from 'tailrace'
import { entity } from 'tailrace'

/** What DynamoDB-Toolbox finds wrong with an item: the change is parked then, since no retry would mend it. */
const issuesOf = (error: unknown): { readonly issues: { message: string; path: string[] }[] } => {
  if (!(error instanceof DynamoDBToolboxError)) throw error
  const path: unknown = error.path
  return { issues: [{ message: String(error.code), path: typeof path === 'string' ? path.split('.') : [] }] }
}

/** An entity of DynamoDB-Toolbox for filters: told by the attribute in which it keeps the name, typed by its schema. */
export const entityOf = <E extends ToolboxEntity>(of: E): Entity<string, FormattedItem<E>> => {
  const formatter = of.build(EntityFormatter)
  const validate = (item: unknown) => {
    try {
      return { value: formatter.format(item as Record<string, unknown>) as FormattedItem<E> }
    } catch (error) {
      return issuesOf(error)
    }
  }
  return entity(of.entityName, {
    match: { [of.table.entityAttributeSavedAs]: of.entityName },
    schema: { '~standard': { version: 1, vendor: 'dynamodb-toolbox', validate } },
  })
}
