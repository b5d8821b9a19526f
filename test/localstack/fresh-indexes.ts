import { searchAdmin } from '../../adapters/open/search-admin.ts'

/** Gives a file empty indexes: the engine is shared with the other files, what is in it is not. */
export const freshIndexes = async (searchUrl: string): Promise<void> => {
  const admin = searchAdmin(searchUrl)
  for (const alias of ['products', 'orders']) {
    const { index, isLive } = await admin.createIndex({ alias })
    if (!isLive) await admin.switchAlias(alias, index)
    // A stream of an earlier file, of the same hour, would move the hour of this one's.
    await admin.forgetWriter(alias)
  }
  await admin.close()
}
