// SPDX-License-Identifier: EUPL-1.2
'use strict';

/*
 * Whole tasks of administrators, advisers and publishers from the keyboard alone, and each page on the way as axe, a
 * telephone and somebody who tabs through it find it.
 */

const crypto = require('crypto');

const { check, same } = require('./tap');
const { PASSWORD, mitroa, person } = require('./world');
const { askPerson, logIn, open, takePicture, violations } = require('./browser');
const { pressAndWait, tabAndPress, tabTo, typeInto, walk } = require('./keys');

const NEW_PASSWORD = 'άλλη φράση με πολλές λέξεις';
const CASE = 'ΚΚ-2026-00088';

async function looksRight(page, name) {
    const size = page.viewportSize();

    await takePicture(page, name, 'desktop');
    same(`axe finds nothing on the ${name}`, await violations(page), []);
    await page.setViewportSize({ width: 360, height: 740 });
    same(`the ${name} needs no sideways scrolling at 360 pixels`,
        await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0);
    same(`nor does axe find anything there on the ${name}`, await violations(page), []);
    await takePicture(page, name, 'narrow');
    await page.setViewportSize(size);
    const { hidden, ended } = await walk(page);
    same(`every stop of the ${name} shows the focus`, hidden, []);
    check(`and Tab comes to the end of the ${name}`, ended);
}

/* The way back to the beginning of the page, as a reader would take it. */
async function again(page) {
    await page.evaluate(() => document.activeElement.blur());
}

/* It comes a moment after the page. */
async function hasFocus(page, selector) {
    return page.waitForFunction((wanted) => document.activeElement.matches(wanted), selector).then(() => true, () => false);
}

async function text(page) {
    return page.innerText('main');
}

/* RFC 6238, by this program. */
function codeOf(letters, shift = 0) {
    const bits = [...letters].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);

    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + shift));
    const digest = crypto.createHmac('sha1', key).update(step).digest();
    return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

async function keyLogIn(page, login, password = PASSWORD) {
    await page.goto('/login');
    await page.waitForFunction(() => document.activeElement.id === 'login');
    await page.keyboard.type(login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await pressAndWait(page, 'Enter');
}

async function keyLogOut(page) {
    await again(page);
    await tabAndPress(page, '.m-leave');
}

/* ---- the second factor -------------------------------------------------------------------- */

async function setsUpASecondFactor(page) {
    await keyLogIn(page, 'chief');
    check('a role that needs one is led to its second factor', page.url().endsWith('/account/second'), page.url());
    await looksRight(page, 'beginning of the second factor');
    await again(page);
    await tabAndPress(page, 'form[action="/account/second/begin"] button');
    const letters = (await page.textContent('main code')).replace(/ /g, '');
    await looksRight(page, 'QR code');
    check('the QR code has a name for who cannot see it', await page.locator('svg[role="img"][aria-label], svg[role="img"] title').count() > 0);
    await again(page);
    await typeInto(page, '#code', '000000');
    await pressAndWait(page, 'Enter');
    check('a wrong first code is told above the form, where the focus is', await hasFocus(page, '.govgr-error-summary'));
    await looksRight(page, 'QR code with an error');
    await again(page);
    await typeInto(page, '#code', codeOf(letters));
    await pressAndWait(page, 'Enter');
    const codes = await page.locator('.m-codes li').allInnerTexts();
    same('ten recovery codes are shown', codes.length, 10);
    await looksRight(page, 'recovery codes');
    await page.emulateMedia({ media: 'print' });
    check('on paper they stand alone', await page.isVisible('.m-codes li') && !await page.isVisible('.m-header')
        && !await page.isVisible('.m-footer') && !await page.isVisible('.m-no-print'));
    await takePicture(page, 'recovery codes on paper', 'desktop');
    await page.emulateMedia({ media: 'screen' });
    await again(page);
    await tabAndPress(page, 'main a[href="/"]');
    await keyLogOut(page);
    return { letters, codes };
}

async function logsInWithIt(page, { letters, codes }) {
    await keyLogIn(page, 'chief');
    check('then the log-in asks for a code', page.url().endsWith('/login/code'), page.url());
    await looksRight(page, 'code of the log-in');
    await page.focus('#code');
    await page.keyboard.type('000000');
    await pressAndWait(page, 'Enter');
    check('a wrong one is told', (await text(page)).includes('δεν ταιριάζει'));
    await looksRight(page, 'code that was wrong');
    await page.focus('#code');
    await page.keyboard.type(codeOf(letters, 1));
    await pressAndWait(page, 'Enter');
    check('the right one opens', new URL(page.url()).pathname === '/admin', page.url());
    await keyLogOut(page);
    await keyLogIn(page, 'chief');
    check('the field of the code has the focus', await hasFocus(page, '#code'));
    await page.keyboard.type(codes[3]);
    await pressAndWait(page, 'Enter');
    check('so does a recovery code', new URL(page.url()).pathname === '/admin', page.url());
}

/* ---- accounts ----------------------------------------------------------------------------- */

async function makesAnAccount(page) {
    await looksRight(page, 'list of accounts');
    await again(page);
    await tabAndPress(page, 'a[href="/admin/new"]');
    await looksRight(page, 'new account');
    await again(page);
    await typeInto(page, '#name', 'Νέα Σύμβουλος');
    await typeInto(page, '#login', 'Νέα!');
    await tabTo(page, '#role');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await typeInto(page, '#from', '31/2/2026');
    await pressAndWait(page, 'Enter');
    check('what is wrong is told at its fields', await page.locator('.govgr-field__error').count() === 2
        && await page.inputValue('#name') === 'Νέα Σύμβουλος', await text(page));
    await looksRight(page, 'new account with errors');
    await again(page);
    await typeInto(page, '#login', 'nea.symvoulos');
    await typeInto(page, '#from', new Date().toLocaleDateString('el-GR', { timeZone: 'Europe/Athens' }));
    await pressAndWait(page, 'Enter');
    const link = (await text(page)).match(/http:\S+\/welcome\/\S+/);
    check('the account is made, with a one-time link', link, await text(page));
    await looksRight(page, 'one-time link');
    return new URL(link[0]).pathname;
}

async function comesIn(browser, service, link) {
    const page = await open(browser, service);

    await page.goto(link);
    await looksRight(page, 'page of a one-time link');
    await again(page);
    await typeInto(page, '#password', 'μικρό');
    await page.keyboard.press('Enter');
    check('a password that is too short does not leave the page', await page.locator('#password:invalid').count() === 1);
    await again(page);
    await typeInto(page, '#password', 'nea.symvoulos-2026');
    await typeInto(page, '#again', 'nea.symvoulos-2026');
    await pressAndWait(page, 'Enter');
    check('one that is made of the name is refused, with the rule', await page.locator('#error-password').isVisible(), await text(page));
    await looksRight(page, 'one-time link with errors');
    await again(page);
    await typeInto(page, '#password', PASSWORD);
    await typeInto(page, '#again', PASSWORD);
    await pressAndWait(page, 'Enter');
    check('a good one leads to the log-in, which says so', /login/.test(page.url()) && (await text(page)).includes('ορίστηκε'));
    await page.goto(link);
    check('the link is used up', (await text(page)).length > 0 && !await page.locator('#password').count(), await text(page));
    await looksRight(page, 'one-time link that is used up');
    await keyLogIn(page, 'nea.symvoulos');
    return page;
}

async function looksAfterOneself(browser, service, page) {
    const other = await open(browser, service);

    await logIn(other, 'nea.symvoulos');
    await tabAndPress(page, 'a[href="/account"]');
    await looksRight(page, 'own account');
    same('both sessions are listed', await page.locator('form[action="/account/sessions"]').count(), 1);
    await again(page);
    await tabAndPress(page, 'form[action="/account/sessions"] button');
    await other.goto('/');
    check('one can be ended from the other', other.url().includes('/login'), other.url());
    await other.context().close();
    await again(page);
    await tabTo(page, 'details:has(form[action="/account/password"]) summary');
    await page.keyboard.press('Enter');
    await typeInto(page, '#old', 'λάθος κωδικός');
    await typeInto(page, '#password', NEW_PASSWORD);
    await typeInto(page, '#again', NEW_PASSWORD);
    await pressAndWait(page, 'Enter');
    check('a new password needs the old one', await page.locator('#error-old').isVisible(), await text(page));
    await looksRight(page, 'own account with an error');
    await again(page);
    await typeInto(page, '#old', PASSWORD);
    await typeInto(page, '#password', NEW_PASSWORD);
    await typeInto(page, '#again', NEW_PASSWORD);
    await pressAndWait(page, 'Enter');
    check('with it, it is changed', (await text(page)).includes('άλλαξε'), await text(page));
    await page.context().close();
}

async function endsARole(page) {
    await page.goto('/admin');
    await again(page);
    await typeInto(page, 'main input[name="q"]', 'nea.symvoulos');
    await pressAndWait(page, 'Enter');
    await again(page);
    await tabAndPress(page, 'main a[href$="nea.symvoulos"]');
    await looksRight(page, 'account of another');
    await again(page);
    await typeInto(page, '#from', '31/12/2026');
    await typeInto(page, '#to', '1/12/2026');
    await pressAndWait(page, 'Enter');
    check('days in the wrong order are told', await page.locator('.govgr-error-summary').isVisible(), await text(page));
    await looksRight(page, 'account of another with errors');
    await again(page);
    await tabAndPress(page, 'form[action$="/disable"] button');
    check('an account is closed', (await text(page)).length > 0);
    await page.goto('/admin/accounts/nobody.here');
    await looksRight(page, 'account that is not there');
    await page.context().close();
}

/* ---- visits and referrals ----------------------------------------------------------------- */

/* From the first option down to this one. */
async function chooses(page, selector, wanted) {
    const at = (await page.locator(`${selector} option`).allInnerTexts()).findIndex((option) => wanted.test(option));

    if (at < 0 || !await tabTo(page, selector))
        throw new Error(`no ${wanted} in ${selector}`);
    for (let i = 0; i < at; i++)
        await page.keyboard.press('ArrowDown');
}

async function refers(page) {
    await logIn(page, 'giver');
    await askPerson(page, person('λείπει το εισόδημα εξαμήνου').amka);
    await again(page);
    await tabTo(page, 'details:has(form[action="/visits"]) summary');
    await page.keyboard.press('Enter');
    await typeInto(page, '#visit_case', 'Μαρία');
    await pressAndWait(page, 'Enter');
    check('a visit is not recorded without a case', (await text(page)).includes('αριθμό υπόθεσης'));
    await looksRight(page, 'visit that was refused');
    await askPerson(page, person('λείπει το εισόδημα εξαμήνου').amka);
    await again(page);
    await tabTo(page, 'details:has(form[action="/visits"]) summary');
    await page.keyboard.press('Space');
    await looksRight(page, 'answer with visit and referral open');
    await again(page);
    await typeInto(page, '#visit_case', CASE);
    await pressAndWait(page, 'Enter');
    check('a visit is recorded from the keyboard', page.url().endsWith('done=visit'), page.url());
    await askPerson(page, person('λείπει το εισόδημα εξαμήνου').amka);
    await again(page);
    await tabTo(page, 'details:has(form[action="/visits"]) summary');
    await page.keyboard.press('Enter');
    await chooses(page, '#offer', /Δημοτικό Συσσίτιο/);
    await typeInto(page, '#case', CASE);
    await typeInto(page, '#wished', '1/1/2020');
    await typeInto(page, '#hour', '7 πμ');
    await pressAndWait(page, 'Enter');
    check('what is wrong comes back with what was typed', await page.inputValue('#hour') === '7 πμ'
        && await page.locator('.govgr-error-summary a').count() === 3, await text(page));
    await looksRight(page, 'referral with errors');
    await again(page);
    await tabAndPressInPlace(page, '.govgr-error-summary a[href="#agreed"]');
    check('a link of the summary leads to its box', await page.evaluate(() => document.activeElement.id) === 'agreed');
    await page.keyboard.press('Space');
    await again(page);
    await typeInto(page, '#wished', '');
    await typeInto(page, '#hour', '');
    await tabTo(page, '#special');
    await page.keyboard.press('Space');
    await tabAndPress(page, 'form[action="/referrals"] button');
    check('the referral is sent', page.url().endsWith('done=made'), await text(page));
    await looksRight(page, 'referrals that were sent');
}

async function tabAndPressInPlace(page, selector) {
    await tabTo(page, selector);
    await page.keyboard.press('Enter');
}

async function refersTo(page) {
    await askPerson(page, person('λείπει το εισόδημα εξαμήνου').amka);
    await again(page);
    await tabTo(page, 'details:has(form[action="/visits"]) summary');
    await page.keyboard.press('Enter');
    await chooses(page, '#offer', /Κοινωνικό Παντοπωλείο/);
    await typeInto(page, '#case', CASE);
    await tabTo(page, '#agreed');
    await page.keyboard.press('Space');
    await tabTo(page, '#special');
    await page.keyboard.press('Space');
    await tabAndPress(page, 'form[action="/referrals"] button');
    check('one is sent to the social grocery', page.url().endsWith('done=made'), await text(page));
}

async function answersAReferral(browser, service) {
    const page = await open(browser, service);

    await keyLogIn(page, 'taker');
    await tabAndPress(page, 'nav a[href="/referrals"]');
    await looksRight(page, 'referrals that were received');
    await again(page);
    await tabTo(page, 'select[aria-label*="Ερώτηση"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await pressAndWait(page, 'Enter');
    check('something is asked back', (await text(page)).includes('ζητήθηκε κάτι ακόμη: να επικοινωνήσει'), await text(page));
    const first = await page.getAttribute('form[action$="/step"]', 'action');
    await page.evaluate((action) => {
        const form = document.querySelector(`form[action="${action}"]`);

        form.querySelector('[name="action"]').value = 'accept';
    }, first);
    await again(page);
    await tabAndPress(page, `form[action="${first}"] button`);
    check('a step that is no longer there is refused, with what to do', /Ανοίξτε ξανά τη λίστα/.test(await text(page)), await text(page));
    await looksRight(page, 'step that was refused');
    await page.context().close();
}

/* ---- what is to be confirmed -------------------------------------------------------------- */

async function confirms(browser, service) {
    const page = await open(browser, service);

    await keyLogIn(page, 'writer');
    await tabAndPress(page, 'nav a[href="/confirm"]');
    await looksRight(page, 'list to confirm');
    same('nothing is ticked that nobody has looked at', await page.locator('input[name="item"]:checked').count(), 0);
    const titles = await page.locator('tbody label').allInnerTexts();
    check('what it lists is Greek', titles.length > 5 && titles.every((title) => /[α-ω]{3}/.test(title)), titles.join('\n'));
    await again(page);
    await tabTo(page, 'main form button');
    await pressAndWait(page, 'Enter');
    check('nothing chosen is told, with what to do', (await text(page)).includes('Διαλέξτε'), await text(page));
    await looksRight(page, 'confirmation of nothing');
    await page.goto('/confirm');
    const before = (await text(page)).match(/Εκκρεμούν (\d+)/)[1];
    await again(page);
    await tabTo(page, '#item-0');
    await page.keyboard.press('Space');
    await tabAndPress(page, 'main form button');
    same('what is ticked and confirmed waits no more', (await text(page)).match(/Εκκρεμούν (\d+)/)[1], String(before - 1));
    await page.context().close();
}

module.exports = async function people(browser, service) {
    mitroa(['account', 'policy', '--role', 'administrator', '--second-factor', 'required']);
    for (const [login, role, structure] of [['chief', 'administrator', 'DK-4401'], ['taker', 'adviser', 'KP-4401'], ['giver', 'adviser', 'KK-4401'],
        ['writer', 'publisher', 'DK-4401']])
        mitroa(['account', 'add', login, '--role', role, '--structure', structure, '--name', `Δοκιμή ${login}`, '--password-stdin',
            '--if-missing'], PASSWORD + '\n');
    const page = await open(browser, service);

    await logsInWithIt(page, await setsUpASecondFactor(page));
    const link = await makesAnAccount(page);
    await looksAfterOneself(browser, service, await comesIn(browser, service, link));
    await endsARole(page);
    const adviser = await open(browser, service);
    await refers(adviser);
    await refersTo(adviser);
    await adviser.context().close();
    await answersAReferral(browser, service);
    await confirms(browser, service);
};
