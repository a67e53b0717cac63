// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { check, same } = require('./tap');
const { person } = require('./world');
const { askFacts, askPerson, follow, logIn, open } = require('./browser');

const ALLOWANCE = 'Επίδομα κοινωνικής αλληλεγγύης ανασφάλιστων υπερηλίκων';
const FACTS = { age: '70', insurance: 'uninsured', pension: '0', members: '1', income_year: '3000,00', real_estate: '0',
    movable_property: '0', nationality: 'greek', legal_residence_years: '20' };
const SCREENS_MAX = 5; // of a desktop, for one answer with everything closed

/* The closed lines of a group: title and what stands beside it. */
async function lines(page, group) {
    return page.locator(`section[aria-labelledby="${group}"] details`).evaluateAll((all) => all.map((each) => ({
        title: each.querySelector('h3').textContent, glance: each.querySelector('summary').innerText,
        inside: each.textContent, open: each.open })));
}

async function answersAPerson(page) {
    const { amka, afm } = person('Καλαμάτα: 70 ετών');
    const response = await askPerson(page, `${amka.slice(0, 6)} ${amka.slice(6)}`);

    same('a registered person is answered', response.status(), 200);
    check('where he lives', (await page.textContent('.m-lead')).includes('Δήμος Καλαμάτας'));
    const html = await page.content();
    check('and no identifier stands on the page', !html.includes(amka) && !html.includes(afm));
    const eligible = await lines(page, 'eligible');
    const allowance = eligible.find((line) => line.title === ALLOWANCE);
    check('the allowance stands among what the person is entitled to', Boolean(allowance),
        eligible.map((line) => line.title).join('\n'));
    check('its line says how much and where', /€ τον μήνα/.test(allowance?.glance) && /Κέντρο/.test(allowance?.glance),
        allowance?.glance);
    for (const part of ['Γιατί', 'Δικαιολογητικά', 'Πώς', 'Πού', 'Ποσό'])
        check(`it tells «${part}» when it is opened`, allowance?.inside.includes(part), allowance?.inside);
    check('its reasons name who says so, and since when',
        /\[[^\]]*(διοίκηση|φορείς|Κέντρο)[^\]]* \d{2}\/\d{2}\/\d{4}\]/.test(allowance?.inside), allowance?.inside);
    return eligible;
}

async function staysShort(page, eligible) {
    check('everything is closed at first', eligible.every((line) => !line.open));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    check('the whole answer is a few screens long', height < SCREENS_MAX * 900, height);
    const counts = await page.locator('.m-summary a').evaluateAll((all) => all.map((each) => [each.hash,
        Number(each.querySelector('strong').textContent)]));
    same('the summary counts what stands below', counts[0], ['#eligible', eligible.length]);
    for (const [hash] of counts)
        check(`its link ${hash} leads somewhere`, await page.locator(hash).count() === 1);
}

async function showsTheRestOnRequest(page) {
    check('what the person is not entitled to is not shown unasked', await page.locator('#not-eligible').count() === 0);
    await follow(page, 'text=/Δείξε και όσα δεν δικαιούται/');
    const refused = await lines(page, 'not-eligible');
    check('on request it is', refused.length > 0);
    check('each with the reason in its line', refused.every((line) => line.glance.trim() !== line.title),
        refused.map((line) => line.glance).join('\n'));
    check('no address tells what was asked', page.url().endsWith('/answer#not-eligible'), page.url());
}

async function answersFacts(page) {
    await askFacts(page, 'Kalamata', FACTS);
    const eligible = (await lines(page, 'eligible')).map((line) => line.title);
    const unknown = await lines(page, 'unknown');
    check('typed facts alone are answered', eligible.includes(ALLOWANCE), eligible.join('\n'));
    const housing = unknown.find((line) => line.title.includes('στεγαστικής'));
    check('what is missing stands in the line of an open question', /Λείπ.*καθεστώς κατοικίας/.test(housing?.glance),
        housing?.glance);
    check('with the document that tells it inside', /Μισθωτήριο/.test(housing?.inside), housing?.inside);
}

async function saysWhatWouldSettleMost(page) {
    await askFacts(page, 'Καλαμάτα', { age: '70' });
    const unknown = page.locator('section[aria-labelledby="unknown"]');
    const first = await unknown.locator('h3').first().textContent();
    same('what would settle the most stands on top of what is unknown', first, 'Τι θα ξεκαθάριζε τα περισσότερα');
    const counts = await unknown.locator('.m-settle li').evaluateAll(
        (all) => all.map((each) => Number(each.textContent.match(/(\d+) πρόγραμμα/)?.[1]
            ?? each.textContent.match(/(\d+) προγράμματα/)[1])));
    check('the best first', counts.length > 1 && counts.every((n, i) => i === 0 || n <= counts[i - 1]), counts);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    check('even with one fact the answer is a few screens long', height < SCREENS_MAX * 900, height);
}

async function answersByTaxNumber(page, eligible) {
    await askPerson(page, person('Καλαμάτα: 70 ετών').afm, 'afm');
    same('the ΑΦΜ leads to the same answer', (await lines(page, 'eligible')).map((line) => line.title),
        eligible.map((line) => line.title));
}

module.exports = async function answer(browser, service) {
    const page = await open(browser, service);

    await logIn(page);
    const eligible = await answersAPerson(page);
    await staysShort(page, eligible);
    await showsTheRestOnRequest(page);
    await answersByTaxNumber(page, eligible);
    await answersFacts(page);
    await saysWhatWouldSettleMost(page);
    await page.context().close();
};
