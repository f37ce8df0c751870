import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchChromium } from './system/chromium.ts';
import { System } from './system/system.ts';

const WEB_ACCOUNT = 'web-sa@quotes-demo.iam.gserviceaccount.com';

describeInBrowser('the public page in a browser', () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    [system, browser] = await Promise.all([System.start(), launchChromium()]);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  beforeEach(async () => {
    faults.length = 0;
    foreign.length = 0;
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // The browser itself logs every answer that is not 2xx; the tests below cause some.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(system.webUrl).origin) foreign.push(request.url());
    });
    await page.goto(system.webUrl);
    await page.locator('#submit:enabled').waitFor();
  });

  afterEach(async () => {
    await page.close();
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  });

  const quantity = (product: string) => page.locator(`#quantity-${product}`);
  const ask = () => page.locator('#submit').click();

  it('quotes a price, and shows how the call travelled', async () => {
    await quantity('espresso-machine').fill('1');
    await quantity('grinder').fill('2');
    await ask();
    await page.locator('#journey[data-state=shown]').waitFor();
    // 4,890.00 + 2 × 749.00, less 150.00 for the pair and 3 % of the rest for the size of the order.
    expect(await page.locator('#total').innerText()).toBe('€6,050.86');
    expect(await page.locator('#caller').innerText()).toBe(WEB_ACCOUNT);
    expect(await page.locator('#audience').innerText()).toBe('/projects/123456789012/apps/quotes-demo');
    for (const leg of ['browser', 'web', 'api'])
      expect(await page.locator(`[data-leg=${leg}] output`).innerText()).toMatch(/^[\d.,]+ ms$/);
  });

  it('works from the keyboard alone', async () => {
    await quantity('grinder').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('#journey[data-state=shown]').waitFor();
    expect(await page.locator('#caller').innerText()).toBe(WEB_ACCOUNT);
  });

  it.each(['-1', '1.5', '1e99'])(
    'says what is wrong with a quantity of %s, and keeps the form',
    async (value) => {
      await quantity('house-blend').fill('3');
      await quantity('grinder').fill(value);
      await ask();
      await page.locator('#fault-grinder').waitFor();
      expect(await page.locator('#fault-grinder').innerText()).toBe(
        'The quantity must be a whole number from 1 to 1000.',
      );
      expect(await quantity('grinder').inputValue()).toBe(value);
      expect(await quantity('house-blend').inputValue()).toBe('3');
    },
  );

  // Last, because it takes api away for good.
  it('says so in plain words when api is gone, and keeps the form', async () => {
    await system.stopApi();
    await quantity('grinder').fill('2');
    await ask();
    await page.locator('#problem-text').waitFor();
    const problem = await page.locator('#problem-text').innerText();
    expect(problem).toBe('Our pricing service cannot answer right now. Please try again in a minute.');
    expect(await quantity('grinder').inputValue()).toBe('2');
  });
});
