import { defineFaults } from '../../core/errors/define-faults.ts'

/** Answers of the event source mapping resource, in AWS's words and with its names and statuses. */
export const mappingFaults = defineFaults({
  'mapping.parameter-invalid': {
    disposition: 'stop',
    aws: { name: 'InvalidParameterValueException', statusCode: 400 },
    message: (d: { text: string }) => d.text,
    remedy: 'See the parameters of CreateEventSourceMapping for DynamoDB streams.',
  },
  'mapping.constraint-violated': {
    disposition: 'stop',
    aws: { name: 'ValidationException', statusCode: 400 },
    message: (d: { parameter: string; value: unknown; constraint: string }) =>
      `1 validation error detected: Value '${String(d.value)}' at '${d.parameter}' failed to satisfy constraint: Member must ${d.constraint}`,
    remedy: 'See the ranges of CreateEventSourceMapping for DynamoDB streams.',
  },
  'mapping.exists': {
    disposition: 'stop',
    aws: { name: 'ResourceConflictException', statusCode: 409 },
    message: (d: { streamArn: string; functionName: string; uuid: string }) =>
      `The event source arn (" ${d.streamArn} ") and function (" ${d.functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${d.uuid}`,
    remedy: 'A function is mapped to a stream once; change the mapping that is there.',
  },
  'mapping.not-found': {
    disposition: 'stop',
    aws: { name: 'ResourceNotFoundException', statusCode: 404 },
    message: (_: { uuid: string }) => 'The resource you requested does not exist.',
    remedy: 'List the mappings to see their UUIDs.',
  },
  'mapping.in-use': {
    disposition: 'retry',
    aws: { name: 'ResourceInUseException', statusCode: 400 },
    message: (d: { uuid: string; verb: string }) =>
      `Cannot ${d.verb} the event source mapping because it is in use.`,
    remedy: 'Wait until its State is Enabled or Disabled.',
  },
})
