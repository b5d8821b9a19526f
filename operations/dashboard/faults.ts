import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what is written for watching a table: dashboards, Contributor Insights. */
export const monitoringFaults = defineFaults({
  'monitoring.writes-refused': {
    disposition: 'stop',
    message: (d: { what: string; account: string; region: string; table: string }) =>
      `${d.what} would be written to account ${d.account}, region ${d.region}, for table ${d.table}, and nothing is without being asked for.`,
    remedy: 'Look at account, region and table, and give --allow-writes.',
  },
  'monitoring.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be described: ${d.reason}.`,
    remedy:
      'Look at its name, at AWS_REGION or AWS_ENDPOINT_URL, at the credentials, and at dynamodb:DescribeTable.',
  },
  'monitoring.dashboard-foreign': {
    disposition: 'stop',
    message: (d: { name: string }) => `There is a dashboard ${d.name} that this command has not written.`,
    remedy: 'It is left as it is. Rename or delete it, or give another name with --name.',
  },
})
