import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchChromium } from './system/chromium.ts';
import { System } from './system/system.ts';

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
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(system.webUrl).origin) foreign.push(request.url());
    });
    await page.goto(system.webUrl);
  });

  afterEach(async () => {
    await page.close();
    expect(foreign).toEqual([]);
  });

  it('quotes a price, and shows how the call travelled', async () => {
    await page.getByRole('spinbutton').first().fill('3');
    await page.getByRole('button', { name: /quote/i }).click();
    await page.getByText('web-sa@quotes-demo.iam.gserviceaccount.com').first().waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toContain('/projects/123456789012/apps/quotes-demo');
    expect(text).toMatch(/€\s?\d|\d\s?€/);
    expect(text).toMatch(/\d\s?ms/);
    expect(faults).toEqual([]);
  });

  it('works from the keyboard alone', async () => {
    await page.getByRole('spinbutton').first().focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('web-sa@quotes-demo.iam.gserviceaccount.com').first().waitFor();
    expect(faults).toEqual([]);
  });
});
