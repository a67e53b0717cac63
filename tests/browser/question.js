// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { check, same } = require('./tap');
const { person } = require('./world');
const { askFacts, askPerson, factField, follow, logIn, open, send } = require('./browser');

const KALAMATA = ['Καλαμάτας', 'Καλαμάτα', 'ΚΑΛΑΜΑΤΑ', 'καλαματα', 'Δήμος Καλαμάτας', 'καλαματ', 'Kalamata', 'kalamatas',
    '4401'];

async function lead(page) {
    return page.textContent('.m-lead');
}

async function showsOnlyWhatIsNeeded(page) {
    for (const [choice, field] of [['amka', '#amka'], ['afm', '#afm'], ['facts', factField('age')]]) {
        await page.check(`#by-${choice}`);
        const visible = [];

        for (const each of ['#amka', '#afm', factField('age')])
            if (await page.locator(each).isVisible())
                visible.push(each);
        same(`asking by ${choice} shows its own fields only`, visible, [field]);
    }
}

async function understandsPlaces(page) {
    for (const name of KALAMATA) {
        const response = await askFacts(page, name, { age: '70' });

        check(`«${name}» is understood`, response.status() === 200 && (await lead(page)).includes('Δήμος Καλαμάτας'),
            await page.textContent('main'));
    }
}

async function asksWhichPlace(page) {
    const response = await askFacts(page, 'ιωαν', { age: '70', income_year: '3000' });
    const choices = page.locator('input[name="place"]');

    same('a name that fits several is asked back', [response.status(), await choices.count() > 1], [400, true]);
    check('the page begins with what is wrong',
        await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'alert').catch(() => null));
    await page.click('[role="alert"] a');
    same('whose link leads to the choice', await page.evaluate(() => document.activeElement.id), 'choice');
    same('what was typed stands there still', await page.inputValue(factField('income_year')), '3000');
    await choices.first().check();
    await send(page, '#municipality');
    check('the chosen one is answered', (await lead(page)).includes('Ιωαννιτών'), await page.textContent('main'));
}

async function understandsDays(page) {
    for (const day of ['21/11/2026', '2026-11-21', '21.11.2026']) {
        await askFacts(page, 'Καλαμάτα', { age: '70' }, day);
        check(`the day ${day} is answered as such`, (await lead(page)).includes('21/11/2026'),
            await page.textContent('main'));
    }
}

/* Which field, and what its error says. */
async function errorBeside(page, field) {
    const input = page.locator(`[id="${field}"]`);
    const ids = (await input.getAttribute('aria-describedby') || '').split(' ');
    const id = ids.find((each) => each.startsWith('error-'));

    if (!id || await input.getAttribute('aria-invalid') !== 'true')
        return '';
    return page.textContent(`[id="${id}"]`);
}

async function tellsErrorsAtTheirFields(page) {
    await askFacts(page, 'Ατλαντίδα', { age: 'εβδομήντα', income_year: '3.000', partner_age: '-4' }, '31/2/2026');
    check('the title says that something is wrong', (await page.title()).startsWith('Ελέγξτε τη φόρμα'));
    for (const [field, part] of [['municipality', 'Δεν βρέθηκε δήμος'], ['on', '21/11/2026'], ['fact.age', ''],
        ['fact.income_year', '3000'], ['fact.partner_age', '']]) {
        const error = await errorBeside(page, field);

        check(`what is wrong with ${field} stands beside it`, error !== '' && error.includes(part), error);
        check(`and ${field} is there to be seen`, await page.locator(`[id="${field}"]`).isVisible());
    }
    const links = await page.locator('[role="alert"] a').evaluateAll((all) => all.map((each) => each.hash));
    same('all of it stands on top, in the order of the page', links,
        ['#municipality', '#on', '#fact.age', '#fact.income_year', '#fact.partner_age']);

    await page.goto('/');
    await page.check('#by-facts');
    await page.fill('#municipality', 'Καλαμάτα');
    await send(page, '#municipality');
    check('a form without a fact asks for one', (await page.textContent('#error-facts')).includes('ένα στοιχείο'));

    await askPerson(page, '15035670016');
    check('a wrong check digit is told beside the number', await errorBeside(page, 'amka') !== '');
    same('which stands there as it was typed', await page.inputValue('#amka'), '15035670016');
}

async function comesBackToBeChanged(page) {
    await askFacts(page, 'Καλαμάτα', { age: '70', insurance: 'uninsured', couple: 'no' });
    await follow(page, 'text="Αλλαγή στοιχείων"');
    same('an answered question comes back with everything in it',
        [await page.inputValue(factField('age')), await page.inputValue(factField('insurance')),
            await page.inputValue(factField('couple')), await page.inputValue('#municipality')],
        ['70', 'uninsured', 'no', 'Καλαμάτας']);
    check('and without an error', await page.locator('[role="alert"]').count() === 0);
    check('a group with something in it stands open', await page.locator(factField('couple')).isVisible());
    await page.fill(factField('age'), '71');
    await send(page, factField('age'));
    check('the changed question is answered', (await lead(page)).includes('Δήμος Καλαμάτας'));
}

async function readsListsAsPeopleWriteThem(page) {
    for (const ages of ['3, 7', '3 7', '3|7']) {
        const response = await askFacts(page, 'Καλαμάτα', { age: '35', child_ages: ages });

        same(`ages written as «${ages}» are read`, response.status(), 200);
    }
}

async function keepsStrangersAlike(page) {
    const pages = [];

    for (const part of ['Τρίκαλα μόνο', 'που δεν υπάρχει']) {
        const response = await askPerson(page, person(part).amka);

        pages.push([response.status(), await page.textContent('main')]);
    }
    same('a person of elsewhere and a number of nobody look the same', pages[0], pages[1]);
    same('and are not found', pages[0][0], 404);
    check('the page says how to go on', pages[0][1].includes('παρουσία χωρίς κατοικία'), pages[0][1]);
}

module.exports = async function question(browser, service) {
    const page = await open(browser, service);

    await logIn(page);
    await showsOnlyWhatIsNeeded(page);
    await understandsPlaces(page);
    await asksWhichPlace(page);
    await understandsDays(page);
    await tellsErrorsAtTheirFields(page);
    await comesBackToBeChanged(page);
    await readsListsAsPeopleWriteThem(page);
    await keepsStrangersAlike(page);
    await page.context().close();
};
