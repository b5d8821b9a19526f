import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { failedObjects } from '../../adapters/open/failed-objects.ts'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import { systemClock } from '../../core/clock.ts'
import { createProduct } from '../../model/products/products.ts'
import { eventually } from './eventually.ts'
import type { Target } from './global-setup.ts'
import { recordFunction, recordingsOf, setVariables } from './recorded-function.ts'
import type { Stage } from './stage.ts'
import { deployStage, removeStage } from './stage.ts'

const target = inject('target') as Target
const stageName = 'failures'
const tableName = `tailrace-${stageName}`
