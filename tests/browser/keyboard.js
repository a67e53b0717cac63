// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { check, same } = require('./tap');
const { PASSWORD } = require('./world');
const { follow, logIn, open } = require('./browser');
const { pressAndWait, tabTo, walk } = require('./keys');

async function skipsToTheContent(page) {
    await page.keyboard.press('Tab');
    const first = page.locator(':focus');
    same('the first stop leads past the header', await first.getAttribute('href'), '#main');
    check('and can be seen when it has the focus', (await first.boundingBox()).x >= 0);
    await page.keyboard.press('Enter');
    same('it brings the focus there', await page.evaluate(() => document.activeElement.id), 'main');
}

async function asks(page) {
    check('Tab comes to the choice of whom to ask about', await tabTo(page, '#by-amka') > 0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    check('the arrows choose', await page.isChecked('#by-facts'));
    check('Tab comes to the municipality', await tabTo(page, '#municipality') > 0);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('kalamata');
    check('Tab comes to a fact', await tabTo(page, '[name="fact.age"]') > 0);
    await page.keyboard.type('70');
    check('Tab comes to a closed group', await tabTo(page, '.m-more summary') > 0);
    await page.keyboard.press('Enter');
    check('Enter opens it', await page.locator('[name="fact.couple"]').isVisible());
    check('Tab comes to the button', await tabTo(page, 'form.m-question button[type="submit"]') > 0);
    await pressAndWait(page, 'Enter');
    check('Enter asks', (await page.textContent('.m-lead')).includes('Δήμος Καλαμάτας'));
}

async function readsTheAnswer(page) {
    check('Tab comes to the summary', await tabTo(page, '.m-summary a[href="#unknown"]') > 0);
    await page.keyboard.press('Enter');
    const top = await page.locator('#unknown').evaluate((heading) => heading.getBoundingClientRect().top);
    check('whose link jumps to its group', top > -1 && top < 200, top);
    check('from where Tab goes on to its first line', await tabTo(page, '[aria-labelledby="unknown"] summary') === 1);
    await page.keyboard.press('Enter');
    check('which Enter opens',
        await page.locator('[aria-labelledby="unknown"] details').first().evaluate((each) => each.open));
    await page.keyboard.press('Space');
    check('and the space bar closes',
        !await page.locator('[aria-labelledby="unknown"] details').first().evaluate((each) => each.open));
}

/* Every stop of a page shows where the focus is. */
async function showsTheFocus(page, name) {
    const { hidden, ended } = await walk(page);

    same(`every stop of the ${name} shows the focus`, hidden, []);
    check(`and Tab comes to the end of the ${name}`, ended);
}

async function worksWithoutScripts(browser, service) {
    const page = await open(browser, service, { javaScriptEnabled: false });

    await logIn(page);
    await page.check('#by-facts');
    await page.fill('#municipality', 'Καλαμάτα');
    await page.fill('[name="fact.age"]', '70');
    await follow(page, 'text="Απάντηση"');
    const line = page.locator('section[aria-labelledby="unknown"] details').first();
    check('without JavaScript the question is answered', await line.isVisible());
    await line.locator('summary').click();
    check('and a line opens', await line.locator('.m-part').first().isVisible());
    await follow(page, 'text="Αλλαγή στοιχείων"');
    same('the question comes back', await page.inputValue('[name="fact.age"]'), '70');
    await follow(page, 'text="Αποσύνδεση"');
    check('and the session is closed', page.url().endsWith('/login'), page.url());
    await page.context().close();
}

module.exports = async function keyboard(browser, service) {
    const page = await open(browser, service);

    await page.goto('/login');
    await page.waitForFunction(() => document.activeElement.id === 'login');
    await page.keyboard.type('adviser');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await pressAndWait(page, 'Enter');
    check('the keyboard alone logs in', new URL(page.url()).pathname === '/', page.url());
    await skipsToTheContent(page);
    await showsTheFocus(page, 'question');
    await page.goto('/');
    await asks(page);
    await readsTheAnswer(page);
    await showsTheFocus(page, 'answer');
    await page.context().close();
    await worksWithoutScripts(browser, service);
};
