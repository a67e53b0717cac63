// SPDX-License-Identifier: EUPL-1.2
'use strict';

/*
 * Browser: Chromium as advisers have it, and what each page has to keep whichever test opened it:
 * nothing in the console, nothing of a person in an address or a title.
 */

const fs = require('fs');
const path = require('path');
const { PASSWORD, SLOW } = require('./world');

const packages = process.env.MITROA_PACKAGES;
const { chromium } = require(path.join(packages, 'playwright-core'));
const axe = fs.readFileSync(path.join(packages, 'axe-core', 'axe.min.js'), 'utf8');

const DESKTOP = { width: 1280, height: 900 };
const TELEPHONE = { width: 390, height: 844 };
const seen = { addresses: new Set(), titles: new Set(), complaints: [] };

function launch(more = {}) {
    // The map wants WebGL, which is drawn by software here.
    const args = ['--disable-dev-shm-usage', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

    if (process.getuid() === 0)
        args.push('--no-sandbox'); // Chromium's own sandbox refuses root
    return chromium.launch({ executablePath: process.env.CHROMIUM, args, timeout: 60000 * SLOW, ...more });
}

/* That a page answers 400 or 404 is what its test looks at, not a fault of the page. */
function isComplaint(message) {
    return ['error', 'warning'].includes(message.type())
        && !/Failed to load resource: the server responded/.test(message.text());
}

function watch(context) {
    context.on('request', (request) => seen.addresses.add(request.url()));
    context.on('console', (message) => {
        if (isComplaint(message))
            seen.complaints.push(`${message.page()?.url()}: ${message.text()}`);
    });
    context.on('weberror', (error) => seen.complaints.push(String(error.error())));
}

async function open(browser, service, options = {}) {
    const context = await browser.newContext({
        baseURL: service.url, viewport: DESKTOP, locale: 'el-GR', timezoneId: 'Europe/Athens', ...options });

    context.setDefaultTimeout(20000 * SLOW);
    watch(context);
    const page = await context.newPage();
    page.on('load', async () => {
        const title = await page.title().catch(() => '');

        seen.addresses.add(page.url());
        if (page.url().startsWith(service.url) && !/^(Loading .*)?$/.test(title)) // the browser's own
            seen.titles.add(title);
    });
    return page;
}

async function logIn(page, login = 'adviser', password = PASSWORD) {
    await page.goto('/login');
    await page.fill('#login', login);
    await page.fill('#password', password);
    return send(page, '#password');
}

/* Enter in a field sends its form; what comes is the response to it. */
async function send(page, field) {
    const [response] = await Promise.all([
        page.waitForNavigation({ waitUntil: 'load' }), page.press(field, 'Enter')]);
    return response;
}

async function follow(page, what) {
    const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(what)]);
    return response;
}

function factField(fact) {
    return `[name="fact.${fact}"]`;
}

/* The question about somebody of the register, where he lives; `by` is amka or afm. */
async function askPerson(page, number, by = 'amka') {
    await page.goto('/');
    await page.check(`#by-${by}`);
    await page.fill(`#${by}`, number);
    await page.fill('#municipality', '');
    return send(page, `#${by}`);
}

/* The question without a register; facts by key, as typed or chosen. */
async function askFacts(page, municipality, facts, on) {
    await page.goto('/');
    await page.check('#by-facts');
    await page.fill('#municipality', municipality);
    if (on !== undefined)
        await page.fill('#on', on);
    for (const [fact, value] of Object.entries(facts)) {
        const field = page.locator(factField(fact)).first();

        await field.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
        if (await field.evaluate((element) => element.tagName) === 'SELECT')
            await field.selectOption(value);
        else
            await field.fill(value);
    }
    return send(page, '#municipality');
}

async function openAll(page) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
}

/* What axe finds, one line each; empty is good. */
async function violations(page) {
    await page.evaluate(axe);
    return page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] }))
        .violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.map((node) => node.html).join(' | ')}`));
}

/* Kept on demand, to be looked at. */
async function takePicture(page, name, device) {
    const folder = process.env.SCREENSHOTS;

    if (!folder)
        return;
    fs.mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${device}-${name.replace(/[ ,]+/g, '-')}.png`), fullPage: true });
}

module.exports = { DESKTOP, TELEPHONE, askFacts, askPerson, factField, follow, launch, logIn, open, openAll, seen,
    send, takePicture, violations };
