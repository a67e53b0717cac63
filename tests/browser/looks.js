// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* Every page as a desktop and as telephones show it: axe, widths, language, and a picture on demand. */

const { check, same } = require('./tap');
const { person } = require('./world');
const { DESKTOP, TELEPHONE, askFacts, askPerson, follow, logIn, open, openAll, takePicture,
    violations } = require('./browser');

const WIDTHS = [390, 360, 320];
const KNOWN = 'Καλαμάτα: 70 ετών';

/* In this order in one session: each goes on from where the one before it ended. */
const PAGES = [
    ['log-in', (page) => page.goto('/login')],
    ['log-in that failed', (page) => logIn(page, 'adviser', 'λάθος')],
    ['log-in after the end of a session', (page) => page.goto('/login?ended=1')],
    ['accessibility statement', (page) => page.goto('/dilosi-prosvasimotitas')],
    ['search for a place', (page) => page.goto('/places?q=kalamata')],
    ['page of a place', (page) => page.goto('/places/4401')],
    ['page that is not there', (page) => page.goto('/tipota')],
    ['question by number', (page) => logIn(page)],
    ['question by facts, all groups open', async (page) => { await page.check('#by-facts'); await openAll(page); }],
    ['question with errors and a choice', (page) => askFacts(page, 'ιωαν', { age: 'x', income_year: '3.000' }, '31/2')],
    ['person who is not found', (page) => askPerson(page, person('που δεν υπάρχει').amka)],
    ['answer about a person', (page) => askPerson(page, person(KNOWN).amka)],
    ['whole answer, all lines open', async (page) => {
        await follow(page, 'text=/Δείξε και όσα δεν δικαιούται/');
        await openAll(page);
    }],
    ['answer to one fact, all lines open', async (page) => {
        await askFacts(page, 'Καλαμάτα', { age: '70' });
        await openAll(page);
    }],
    ['outreach', (page) => page.goto('/outreach')],
    ['outreach with its list', shownForOutreach],
    ['coverage', async (page) => {
        await page.context().clearCookies();
        await logIn(page, 'coordinator');
        await page.goto('/coverage');
    }],
    ['coverage of the regions', (page) => page.goto('/coverage?measure=unserved&programme=EEE&level=region&within=all')],
    ['coverage without its programme', (page) => page.goto('/coverage?measure=eligible')],
    ['doors of supply', (page) => page.goto('/supply')],
    ...['holes', 'reach', 'equity', 'overlap', 'funding', 'demand', 'what-if'].map((view) => [
        `${view} of supply`, (page) => page.goto(`/supply/${view}?programme=HELP_AT_HOME&within=Νομός Μεσσηνίας`)]),
    ['supply of a place that is not there', (page) => page.goto('/supply/holes?within=Ατλαντίδα')],
];

async function shownForOutreach(page) {
    await page.selectOption('select[name="programme"]', 'EEE');
    await follow(page, 'main form button[type="submit"]');
}

async function isGreek(page, name) {
    same(`the ${name} says that it is Greek`, await page.getAttribute('html', 'lang'), 'el');
    const title = await page.title();
    check(`the title of the ${name} is Greek`, /^[Α-Ωα-ωΆ-ώ ]+ – Μητρώα κοινωνικής ένταξης$/.test(title), title);
}

async function fits(page, name) {
    const wide = [];

    for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: TELEPHONE.height });
        const found = await page.evaluate(() => document.documentElement.scrollWidth);
        if (found > width)
            wide.push(`${found} px at ${width} px`);
    }
    same(`the ${name} needs no sideways scrolling on a telephone`, wide, []);
}

module.exports = async function looks(browser, service) {
    const page = await open(browser, service);

    for (const [name, go] of PAGES) {
        await page.setViewportSize(DESKTOP);
        await go(page);
        await isGreek(page, name);
        same(`axe finds nothing on the ${name}`, await violations(page), []);
        await takePicture(page, name, 'desktop');
        await page.setViewportSize(TELEPHONE);
        same(`nor on the ${name} of a telephone`, await violations(page), []);
        await takePicture(page, name, 'telephone');
        await fits(page, name);
    }
    await page.goto('/dilosi-prosvasimotitas');
    check('the accessibility statement says whom to write to',
        (await page.textContent('main')).includes('prosvasi@example.gr'));
    await page.context().close();
};
