import { Redis } from 'ioredis'
import type { TypicalEffect } from './typical.ts'
import { typicalKey } from './typical.ts'

const client = new Redis(process.env['CACHE_URL'] ?? '')

export const typicalCache: TypicalEffect = async (_, { dynamodb }) =>
  client.unlink(typicalKey(dynamodb?.Keys))
