import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { newS3Client } from '../../adapters/s3/s3-client.ts'

/** Everything of a stage that the account holds, by name. */
export const whatIsThere = async (stage: string): Promise<readonly string[]> => {
  const lambda = new LambdaClient()
  const [stacks, groups, tables, functions, mappings, buckets, topics] = await Promise.all([
    new CloudFormationClient().send(new ListStacksCommand()),
    new CloudWatchLogsClient().send(new DescribeLogGroupsCommand()),
    new DynamoDBClient().send(new ListTablesCommand()),
    lambda.send(new ListFunctionsCommand()),
    lambda.send(new ListEventSourceMappingsCommand()),
    newS3Client({ S3Client }).send(new ListBucketsCommand()),
    new SNSClient().send(new ListTopicsCommand()),
  ])
  const names = [
    ...(stacks.StackSummaries ?? []).map(({ StackName, StackStatus }) =>
      StackStatus === 'DELETE_COMPLETE' ? undefined : StackName,
    ),
    ...(groups.logGroups ?? []).map(({ logGroupName }) => logGroupName),
    ...(tables.TableNames ?? []),
    ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName),
    ...(mappings.EventSourceMappings ?? []).map(({ FunctionArn }) => FunctionArn),
    ...(buckets.Buckets ?? []).map(({ Name }) => Name),
    ...(topics.Topics ?? []).map(({ TopicArn }) => TopicArn),
  ]
  return names.filter(name => name !== undefined).filter(name => name.includes(`tailrace-${stage}`))
}
