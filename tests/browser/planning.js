// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* /coverage, /supply and /outreach as their users meet them: from the keyboard, when something is wrong, on paper. */

const { check, same } = require('./tap');
const { DESKTOP, logIn, open, violations } = require('./browser');
const { tabTo } = require('./keys');

async function enter(page) {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
}

/* The field names its error, the error stands above the form with a link to the field, and has the focus. */
async function tells(page, field, words) {
    const summary = page.locator('.govgr-error-summary');
    const [above, form] = [await summary.boundingBox(), await page.locator('main form.m-form').first().boundingBox()];

    check(`what is wrong with ${field} stands above the form`, above && form && above.y < form.y, JSON.stringify([above, form]));
    check('and has the focus', await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'alert')
        .then(() => true, () => false));
    same(`the field ${field} is marked`, await page.getAttribute(`#${field}`, 'aria-invalid'), 'true');
    const described = await page.getAttribute(`#${field}`, 'aria-describedby');
    check('and described by the sentence', words.test(await page.textContent(`#${described}`)), described);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    check('its link leads to the field', page.url().endsWith(`#${field}`), page.url());
}

async function readsCoverage(page) {
    await page.goto('/coverage');
    check('Tab comes to the measure', await tabTo(page, '#measure'));
    await page.keyboard.press('Home');
    check('and to the button', await tabTo(page, 'main form button[type="submit"]'));
    await enter(page);
    const names = await page.locator('table').first().locator('tbody th').allInnerTexts();
    check('Enter shows the municipalities of the own region', names.includes('Καλαμάτας') && names.length === 26, names.join());
    check('Tab comes to a name', await tabTo(page, 'tbody th a'));
    await enter(page);
    check('which leads to the page of the municipality', /\/places\/\d+$/.test(page.url()), page.url());

    await page.goto('/coverage?measure=registered&level=region&within=all');
    await page.click('tbody >> text=Πελοποννήσου');
    check('the name of a region leads one level down', (await page.textContent('h1')).includes('νομό')
        && (await page.textContent('table')).includes('Μεσσηνίας'), await page.textContent('h1'));
}

async function findsHoles(page) {
    await page.goto('/supply');
    check('Tab comes to the first table of supply', await tabTo(page, 'main a[href="/supply/holes"]'));
    await enter(page);
    check('and to its place', await tabTo(page, '#within'));
    await page.keyboard.type('Νομός Μεσσηνίας');
    await enter(page);
    check('Enter asks', (await page.textContent('h1')).includes('Μεσσηνίας'), await page.textContent('h1'));
    same('what was typed stays', await page.inputValue('#within'), 'Νομός Μεσσηνίας');
}

async function printsWithoutForms(page, address, words) {
    await page.goto(address);
    await page.emulateMedia({ media: 'print' });
    check(`${address} on paper has its table and no form`, await page.locator('main form').first().isHidden()
        && (await page.innerText('main')).includes(words), await page.innerText('main'));
    const widths = await page.$$eval('table', (all) => all.map((table) => table.scrollWidth));
    await page.setViewportSize({ width: 794 - 76, height: 1123 }); // A4 within its margins
    check('which fits the sheet', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), widths.join());
    same('and axe finds nothing on it', await violations(page), []);
    check('as PDF it has a page', (await page.pdf({ preferCSSPageSize: true })).toString('latin1').includes('/Type /Page'));
    await page.emulateMedia({ media: null });
    await page.setViewportSize(DESKTOP);
}

/* The first number of a table is in sight where a telephone opens it. */
async function isReadOnATelephone(page, address) {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(address);
    const cell = await page.locator('td.m-figure-cell').first().boundingBox();

    check(`on a telephone the numbers of ${address} are seen without pushing`, cell && cell.x + cell.width <= 360, JSON.stringify(cell));
    await page.setViewportSize(DESKTOP);
}

/* Of the first programme that has somebody: others have been shown before. */
async function showsAFew(page) {
    await page.goto('/outreach');
    const programmes = await page.$$eval('#programme option, select[name="programme"] option', (all) => all.map((each) => each.value));

    for (const programme of new Set(programmes)) {
        await page.goto('/outreach');
        await page.selectOption('select[name="programme"] >> nth=0', programme);
        await page.check('input[value="one_document"] >> nth=0');
        await page.locator('main form button[type="submit"]').first().focus();
        await enter(page);
        if (/[0-9a-f]{8}-[0-9a-f]{4}-/.test(await page.textContent('main')))
            break;
    }
    const shown = await page.textContent('main');
    check('an adviser is shown somebody by a reference', /[0-9a-f]{8}-[0-9a-f]{4}-/.test(shown), shown.slice(0, 400));
    check('and no number of a person', !/\b\d{9}\b|\b\d{11}\b/.test(shown));
}

module.exports = async (browser, service) => {
    const page = await open(browser, service);

    await logIn(page, 'coordinator');
    await readsCoverage(page);
    await page.goto('/coverage?measure=eligible');
    await tells(page, 'programme', /ανά πρόγραμμα/);
    await page.goto('/supply/reach?within=Ατλαντίδα&programme=EEE');
    same('what was typed stays where it was wrong', await page.inputValue('#within'), 'Ατλαντίδα');
    await tells(page, 'within', /Κανένας ή πάνω από ένας τόπος/);
    await findsHoles(page);
    await printsWithoutForms(page, '/coverage?measure=unserved&programme=EEE', 'Καλαμάτας');
    await printsWithoutForms(page, '/supply/holes', 'Κοινωνικό Φαρμακείο');
    await isReadOnATelephone(page, '/coverage?measure=unserved&programme=EEE');
    await page.context().close();

    const adviser = await open(browser, service);
    await logIn(adviser, 'other');
    await showsAFew(adviser);
    same('an adviser has no coverage', (await adviser.goto('/coverage')).status(), 403);
    await adviser.context().close();
};
