// Imported by name here, and this file on demand: an `import()` of CommonJS has no names in some bundles.
export { AwsSigv4Signer as sigV4Signer } from '@opensearch-project/opensearch/aws-v3'
