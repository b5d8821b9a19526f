import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The system's own browser. @throws where there is none: what is not looked at is not known to work */
export const openChromium = async (): Promise<Browser> => {
  const executablePath = places.find(path => existsSync(path))
  if (executablePath === undefined)
    throw new Error('there is no Chromium: apt-get install --no-install-recommends chromium')
  return chromium.launch({ executablePath })
}
