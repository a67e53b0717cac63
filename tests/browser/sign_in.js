// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { check, same } = require('./tap');
const { mitroa } = require('./world');
const { askFacts, follow, logIn, open, send } = require('./browser');

async function refusesWhatIsWrong(page) {
    await page.goto('/');
    check('without a session the first page is the log-in', page.url().endsWith('/login'), page.url());
    check('the first field gets the focus',
        await page.waitForFunction(() => document.activeElement.id === 'login').catch(() => null));

    const response = await logIn(page, 'adviser', 'λάθος συνθηματικό');
    same('a wrong password is refused', response.status(), 401);
    const error = page.locator('#error-login');
    check('and told beside the fields', (await error.textContent()).includes('δεν είναι σωστά'));
    same('both fields name that error', await page.locator('[aria-describedby="error-login"]').count(), 2);
    same('the password does not come back', await page.inputValue('#password'), '');
}

async function takesWhatIsRight(page) {
    await logIn(page);
    check('the right password leads to the question', new URL(page.url()).pathname === '/', page.url());
    const header = await page.textContent('header');
    check('the page says who is signed in, and for which centre',
        header.includes('Μαρία Σύμβουλος') && header.includes('Καλαμάτας'), header);
    const [cookie] = await page.context().cookies();
    check('the cookie is for no script and for no other site', cookie.httpOnly && cookie.sameSite === 'Strict',
        JSON.stringify(cookie));
}

/* The session ends while a form is being filled in. */
async function saysThatTheSessionEnded(browser, service) {
    const page = await open(browser, service);

    await logIn(page, 'other');
    await page.check('#by-facts');
    await page.fill('#municipality', 'Καλαμάτα');
    await page.fill('[name="fact.age"]', '70');
    mitroa(['account', 'revoke', 'other']);
    await send(page, '#municipality');
    check('after the end of a session a question leads to the log-in',
        new URL(page.url()).pathname === '/login' && await page.locator('#login').isVisible(), page.url());
    check('which says why', (await page.textContent('[role="status"]')).includes('έληξε'));
    await logIn(page, 'other');
    check('and another session opens', await page.locator('#by-facts').isVisible());
    await page.context().close();
}

async function leavesNothingBehind(page) {
    await askFacts(page, 'Καλαμάτα', { age: '70' });
    const cookies = await page.context().cookies();
    await follow(page, 'text="Αποσύνδεση"');
    check('logging out leads to the log-in', page.url().endsWith('/login'), page.url());
    same('and takes the cookie back', (await page.context().cookies()).length, 0);
    await page.context().addCookies(cookies);
    await page.goto('/');
    check('the old cookie opens nothing', page.url().includes('/login'), page.url());
}

module.exports = async function signIn(browser, service) {
    const page = await open(browser, service);

    await refusesWhatIsWrong(page);
    await takesWhatIsRight(page);
    await leavesNothingBehind(page);
    await page.context().close();
    await saysThatTheSessionEnded(browser, service);
};
