import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser to test with: $CHROMIUM, or where Linux distributions install it. Undefined where there is none. */
export const chromiumPath = (process.env.CHROMIUM ? [process.env.CHROMIUM] : CANDIDATES).find((path) =>
  existsSync(path),
);

/** `describe` with a browser; one visible line and a skip without, unless REQUIRE_CHROMIUM asks for one. */
export function describeInBrowser(name: string, body: () => void): void {
  if (chromiumPath !== undefined) {
    describe(name, body);
  } else if (process.env.REQUIRE_CHROMIUM === '1') {
    it(`${name}: needs a browser`, () => {
      throw new Error('No Chromium found. Install it, or set CHROMIUM to its path.');
    });
  } else {
    process.stderr.write(`No Chromium found (set CHROMIUM to its path): "${name}" is skipped.\n`);
    describe.skip(name, body);
  }
}

/** A fresh headless Chromium that talks to nothing but the pages it is given. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('No Chromium found.');
  return chromium.launch({
    executablePath: chromiumPath,
    // Chromium's sandbox needs a user other than root, which is what CI containers run as.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
