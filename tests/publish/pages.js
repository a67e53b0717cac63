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

/* Two people at the same row, each in a browser of their own: the second one loses nothing. */
async function editsBesideAnother(browser, service, page) {
    const other = await open(browser, service);

    await logIn(other, 'pages.other', PASSWORD);
    await page.goto('/publish');
    const draft = new URL(await page.locator('main tbody a').first().getAttribute('href'), service.url).pathname;
    const row = `${draft}?sheet=criteria&line=2`;
    await page.goto(row);
    await other.goto(row);
    await other.fill('#c5', '4200');
    await Promise.all([other.waitForNavigation(), other.press('#c5', 'Enter')]);
    await settle(other);
    await page.fill('#c5', '3900');
    await page.fill('#c6', 'του χρόνου');
    const [answer] = await Promise.all([page.waitForNavigation(), page.press('#c5', 'Enter')]);
    const said = await page.innerText('.govgr-error-summary');
    same('who saw an older revision is refused', answer.status(), 412);
    check('and told by whom it was changed, and what to do', /Σελίδες δύο/.test(said) && /αποθηκεύστε ξανά/.test(said), said);
    check('the message has the focus', await page.waitForFunction(
        () => document.activeElement.classList.contains('govgr-error-summary')).then(() => true, () => false));
    same('nothing that was typed is lost', [await page.inputValue('#c5'), await page.inputValue('#c6')], ['3900', 'του χρόνου']);
    check('beside it stands what the other wrote', (await page.innerText('#c5-now')).includes('4200'), await page.innerText('#edit'));
    await looksRight(page, 'a row that another has changed');
    await page.fill('#c6', '');
    await Promise.all([page.waitForNavigation(), page.press('#c5', 'Enter')]);
    await settle(page);
    await page.goto(row);
    same('sent again, it is taken', await page.inputValue('#c5'), '3900');
    await other.goto(`${row}`);
    await other.fill('#c5', '4100');
    await page.fill('#c5', '3800');
    await Promise.all([page.waitForNavigation(), page.click('button[name="remove"]')]);
    await settle(page);
    await Promise.all([other.waitForNavigation(), other.press('#c5', 'Enter')]);
    check('of a row that is gone, what was typed can be copied', /δεν υπάρχει πια/.test(await other.innerText('#edit'))
        && /4100/.test(await other.innerText('#edit')), await other.innerText('main'));
    await looksRight(other, 'a row that is gone');
    await other.context().close();
}

/* The approver sends back what the publisher has withdrawn meanwhile: the words are still there. */
async function returnsWhatHasChanged(browser, service, page) {
    const approver = await open(browser, service);

    await page.goto('/publish');
    await page.fill('#title', 'Για επιστροφή');
    await page.setInputFiles('#file', process.argv[2]);
    await Promise.all([page.waitForNavigation(), page.click('.m-drop button')]);
    await settle(page);
    const draft = page.url();
    const submit = () => Promise.all([page.waitForNavigation(), page.click('text="Υποβολή για έγκριση"')]);
    await submit();
    await logIn(approver, 'pages.approver', PASSWORD);
    await approver.goto(draft);
    await page.goto(draft);
    await Promise.all([page.waitForNavigation(), page.click('text="Απόσυρση για διόρθωση"')]);
    await page.goto(`${draft}?sheet=criteria&line=2`);
    await page.fill('#c5', '4900');
    await Promise.all([page.waitForNavigation(), page.press('#c5', 'Enter')]);
    await settle(page);
    await submit();
    await approver.fill('#note', 'Το όριο είναι χαμηλό');
    const [answer] = await Promise.all([approver.waitForNavigation(), approver.press('#note', 'Enter')]);
    same('an approver does not return what he has not seen', answer.status(), 412);
    same('and his words are still there', await approver.inputValue('#note'), 'Το όριο είναι χαμηλό');
    await looksRight(approver, 'a draft that has changed before its approver');
    await Promise.all([approver.waitForNavigation(), approver.press('#note', 'Enter')]);
    check('sent again, it is returned with them', (await approver.innerText('main')).includes('Το όριο είναι χαμηλό'));
    await approver.context().close();
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
    for (const [login, role, name] of [['pages', 'publisher', 'Σελίδες'], ['pages.other', 'publisher', 'Σελίδες δύο'],
        ['pages.approver', 'approver', 'Σελίδες τρία']])
        mitroa(['account', 'add', login, '--role', role, '--structure', 'DK-4401', '--name', name, '--password-stdin',
            '--if-missing'], PASSWORD + '\n');
    const service = await startService();
    const browser = await launch();

    try {
        const page = await open(browser, service);

        await logIn(page, 'pages', PASSWORD);
        await sends(page);
        await editsBesideAnother(browser, service, page);
        await returnsWhatHasChanged(browser, service, page);
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
