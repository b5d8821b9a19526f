import type { TiedEnd } from '../../local-servers/run-tied.ts'
import { runTied } from '../../local-servers/run-tied.ts'

/**
 * Redrives as the command does, in a process of its own that ends with this one: functions and their variables are
 * loaded anew there.
 *
 * @param self - Node, and the program that it runs
 */
export const redriveApart = async (
  [node, program]: readonly [string, string],
  folder: string,
): Promise<TiedEnd> => runTied([node, program, 'redrive', '--output', 'ndjson'], { folder })
