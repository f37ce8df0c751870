// Takes the README's pictures of the built system: nx run e2e:screenshots
import { join } from 'node:path';
import { launchChromium } from './system/chromium.ts';
import { System } from './system/system.ts';
import { ROOT } from './system/workspace.ts';

const system = await System.start();
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 1100, height: 800 },
      deviceScaleFactor: 1.5,
    });
    await page.goto(system.webUrl);
    for (const [product, quantity] of [
      ['espresso-machine', '1'],
      ['grinder', '1'],
      ['house-blend', '24'],
    ])
      await page.locator(`#quantity-${String(product)}`).fill(String(quantity));
    // Twice: what a first call pays for, nobody wants to see in every picture.
    for (let times = 0; times < 2; times++) {
      await page.locator('#submit').click();
      await page.locator('#submit:not([aria-disabled=true])').waitFor();
    }
    await page.locator('#submit').blur();
    await page.screenshot({ path: join(ROOT, `.github/images/quote-${colorScheme}.png`), fullPage: true });
    await page.close();
  }
} finally {
  await browser.close();
  await system.stop();
}
