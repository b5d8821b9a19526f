import { imageNeeds } from '../../core/registry/image-needs.ts'
import type { DeployedCheck } from './deployed-check.ts'
import { deployedCheck, told } from './deployed-check.ts'
import type { Deployment } from './deployment.ts'

const guide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

const aws = (command: string, { table: { TableName } }: Deployment): string =>
  `aws dynamodb ${command} --table-name ${TableName}`

const streamOn = deployedCheck({
  name: 'stream',
  see: `${guide}/Streams.html`,
  needs: ({ table }) => told(table.StreamSpecification?.StreamEnabled === true),
  look: (isOn, deployment) =>
    isOn
      ? undefined
      : {
          severity: 'breaks',
          what: 'its stream is off',
          why: 'no change of it reaches anybody',
          fix: `${aws('update-table', deployment)} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`,
        },
})

const keysOf = ({ table }: Deployment): readonly string[] =>
  (table.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])

const viewType = deployedCheck({
  name: 'view-type',
  see: `${guide}/Streams.html`,
  needs: ({ functions }) => functions,
  look: (functions, deployment) => {
    const carried = deployment.table.StreamSpecification?.StreamViewType
    if (carried === undefined) return undefined
    const keys = keysOf(deployment)
    return functions.flatMap(({ functionName, registry }) =>
      (registry?.processors ?? []).flatMap(each => {
        const { processor, missing } = imageNeeds(each, { keys })
        const lacking = missing[carried]
        if (lacking.length === 0) return []
        return {
          subject: functionName,
          severity: 'breaks' as const,
          what: `its stream carries ${carried}, and processor ${processor} needs the ${lacking.join(' and ')} image`,
          why: 'each of its changes is parked instead of applied',
          fix: `${aws('update-table', deployment)} --stream-specification StreamEnabled=false, then again with StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES; that is a new stream, on which each mapping is made anew`,
        }
      }),
    )
  },
})

const encryption = deployedCheck({
  name: 'encryption',
  see: `${guide}/EncryptionAtRest.html`,
  needs: ({ table }) => told(table.SSEDescription),
  look: (sse, deployment) => {
    if (sse?.InaccessibleEncryptionDateTime !== undefined)
      return {
        severity: 'breaks',
        what: `its key has been out of reach since ${new Date(sse.InaccessibleEncryptionDateTime).toISOString()}`,
        why: 'nothing can be read or written, and after seven days the table is archived',
        fix: `aws kms enable-key --key-id ${sse.KMSMasterKeyArn ?? 'KEY'}, or mend its policy`,
      }
    if (sse?.Status === 'ENABLED' || sse?.Status === 'UPDATING' || sse?.Status === 'ENABLING')
      return undefined
    return {
      severity: 'notes',
      what: 'it is encrypted with a key that AWS owns',
      why: 'nobody can see in CloudTrail who used that key, or take it away',
      fix: `${aws('update-table', deployment)} --sse-specification Enabled=true,SSEType=KMS`,
    }
  },
})

const deletionProtection = deployedCheck({
  name: 'deletion-protection',
  see: `${guide}/WorkingWithTables.Basics.html`,
  needs: ({ table }) => told(table.DeletionProtectionEnabled === true),
  look: (isOn, deployment) =>
    isOn
      ? undefined
      : {
          severity: 'warns',
          what: 'it may be deleted at any time',
          why: 'one wrong command or stack update takes the table, its stream and all that was not yet delivered',
          fix: `${aws('update-table', deployment)} --deletion-protection-enabled`,
        },
})

const backup = deployedCheck({
  name: 'point-in-time-recovery',
  pitfall: 'no-backup',
  see: `${guide}/Point-in-time-recovery.html`,
  needs: ({ pointInTimeRecovery }) => pointInTimeRecovery,
  look: (isOn, deployment) => {
    if (isOn) return undefined
    const { backups } = deployment
    const others =
      backups.isKnown && backups.value > 0 ? `; ${backups.value} backups of single days exist` : ''
    return {
      severity: 'warns',
      what: `point-in-time recovery is off${others}`,
      why: 'what a bad deployment overwrites cannot be brought back to the second before',
      fix: `${aws('update-continuous-backups', deployment)} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    }
  },
})

const timeToLive = deployedCheck({
  name: 'time-to-live',
  see: `${guide}/TTL.html`,
  needs: ({ timeToLive: known }) => known,
  look: (attribute, deployment) => {
    const { wantedTimeToLive: wanted } = deployment
    if (wanted === undefined || wanted === attribute) return undefined
    return {
      severity: 'warns',
      what: attribute === undefined ? 'no item of it expires' : `its items expire by ${attribute}`,
      why: `the project says that they expire by ${wanted}, so the table grows and nothing of expiry is delivered`,
      fix: `${aws('update-time-to-live', deployment)} --time-to-live-specification Enabled=true,AttributeName=${wanted}`,
    }
  },
})

const tags = deployedCheck({
  name: 'tags',
  see: `${guide}/Tagging.html`,
  needs: ({ tags: known }) => known,
  look: (count, { table }) =>
    count > 0
      ? undefined
      : {
          severity: 'notes',
          what: 'it has no tags',
          why: 'no bill and no inventory tells whose it is',
          fix: `aws dynamodb tag-resource --resource-arn ${table.TableArn} --tags Key=service,Value=NAME`,
        },
})

/** What is looked at in the table itself. */
export const tableChecks: readonly DeployedCheck[] = [
  streamOn,
  viewType,
  encryption,
  backup,
  deletionProtection,
  timeToLive,
  tags,
]
