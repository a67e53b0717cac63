// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* The pages of publishing in Chromium: without a script, from the keyboard, on a telephone, for axe. */

const { PASSWORD, SLOW, mitroa, startService, stopService } = require('../browser/world');
const { launch, logIn, open, violations } = require('../browser/browser');
const { check, end, same } = require('../browser/tap');

async function settle(page) {
    for (let i = 0; i < 300 * SLOW && await page.locator('progress').count(); i++) {
        await page.waitForTimeout(100);
        await page.reload();
    }
}

async function looksRight(page, name) {
    same(`${name}: axe finds nothing`, await violations(page), []);
    await page.setViewportSize({ width: 360, height: 740 });
    check(`${name}: fits 360 pixels`, await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.setViewportSize({ width: 1280, height: 900 });
}

async function sends(page) {
    await page.goto('/publish');
    await looksRight(page, 'the list of drafts');
    await page.focus('#title');
    await page.keyboard.type('Παντοπωλείο');
    await page.setInputFiles('#file', process.argv[2]);
    await page.focus('.m-drop button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await settle(page);
    check('a workbook is sent from the keyboard and checked', (await page.locator('main').innerText()).includes('Κανένα λάθος'),
        await page.locator('main').innerText());
    await looksRight(page, 'a draft');
    await page.click('tbody a[href*="sheet=criteria"]');
    check('a row opens for correction', await page.locator('#edit input[name=c5]').inputValue() === '5000');
    await looksRight(page, 'a row that is corrected');
    await page.goto('/confirm');
    await looksRight(page, 'what is to be confirmed');
}

async function worksWithoutScript(browser, service) {
    const page = await open(browser, service, { javaScriptEnabled: false });

    await logIn(page, 'pages', PASSWORD);
    await page.goto('/publish');
    await page.fill('#title', 'Χωρίς πρόγραμμα');
    await page.setInputFiles('#file', process.argv[2]);
    await Promise.all([page.waitForNavigation(), page.click('.m-drop button')]);
    await settle(page);
    check('without a script as well', (await page.locator('main').innerText()).includes('Κανένα λάθος'));
}

async function main() {
    mitroa(['account', 'add', 'pages', '--role', 'publisher', '--structure', 'DK-4401', '--name', 'Σελίδες', '--password-stdin',
        '--if-missing'], PASSWORD + '\n');
    const service = await startService();
    const browser = await launch();

    try {
        const page = await open(browser, service);

        await logIn(page, 'pages', PASSWORD);
        await sends(page);
        await worksWithoutScript(browser, service);
    } finally {
        await browser.close();
        check('the service ends with status 0', await stopService(service) === 0, service.log());
    }
    process.exit(end() ? 0 : 1);
}

main().catch((error) => {
    console.log(`Bail out! ${String(error.message).split('\n')[0]}`);
    console.error(error);
    process.exit(1);
});
