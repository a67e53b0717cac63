// SPDX-License-Identifier: EUPL-1.2
'use strict';

const http = require('http');

const { check, same } = require('./tap');
const { person } = require('./world');
const { askFacts, askPerson, follow, launch, logIn, open, seen } = require('./browser');

/* A page of another origin that sends a form of its own making to the service. */
function foreignSite(target, fields) {
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
    const server = http.createServer((request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(`<form method="post" action="${target}">${inputs}<button>x</button></form>`);
    });

    return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}/` }));
    });
}

async function refusesForeignForms(browser, service) {
    const page = await open(browser, service);

    await logIn(page);
    for (const [path, fields] of [['/logout', {}], ['/answer', { subject: 'facts', municipality: '4401',
        'fact.age': '70' }]]) {
        const site = await foreignSite(service.url + path, fields);

        await page.goto(site.url);
        const response = await follow(page, 'button');
        same(`a form of another site to ${path} is refused`, response.status(), 403);
        check(`and says so in Greek`, (await page.textContent('h1')) === 'Δεν επιτρέπεται');
        site.server.close();
    }
    await page.goto('/');
    check('and has not ended the session', await page.locator('#by-facts').isVisible());
    await page.evaluate(() => { document.querySelector('form.m-question [name="_token"]').value = '0'.repeat(64); });
    await page.check('#by-facts');
    await page.fill('#municipality', '4401');
    await page.fill('[name="fact.age"]', '70');
    const response = await follow(page, 'text="Απάντηση"');
    same('our own form with another token is refused, too', response.status(), 403);
    await page.context().close();
}

/* With the cache of whole pages that browsers keep for the way back. */
async function showsNothingOnTheWayBack(service) {
    const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    const page = await open(browser, service);

    await logIn(page);
    await askPerson(page, person('Καλαμάτα: 70 ετών').amka);
    await page.goto('/');
    await follow(page, 'text="Αποσύνδεση"');
    for (let i = 1; i <= 3; i++) {
        await page.goBack({ waitUntil: 'load' }).catch(() => null); // «Confirm resubmission» is an error page
        const text = await page.innerText('body').catch(() => '');
        check(`after logging out, ${i} back shows nobody and nothing`,
            !/Μαρία|Δικαιούται|Κέντρο αναφοράς|Για ποιον ρωτάτε/.test(text), text);
    }
    await browser.close();
}

function isOurs(address, service) {
    const known = [/^\/$/, /^\/login(\?ended=1)?$/, /^\/logout$/, /^\/answer(#(not-eligible|unknown|choice))?$/,
        /^\/static\/[a-z_-]+\.(css|mjs)$/, /^\/dilosi-prosvasimotitas$/, /^\/tipota$/, /^\/places(\?q=[^&]*(&on=[0-9-]*)?|\/\d{4}(\/snippet)?)?$/, /^\/#main$/,
        /^\/(map|v1\/coverage)(\?((measure|programme|group|level|funding)=[A-Za-z0-9_]+&?)+)?(#[\d./-]+)?$/,
        /^\/v1\/supply\/(funding|overlap)$/,
        // Places, programmes and views: public words.
        /^\/(coverage|outreach|supply(\/[a-z-]+)?)(\?[a-z]+=[^&#]*(&[a-z]+=[^&#]*)*)?(#\w+)?$/,
        // Of staff, by their log-in; a one-time link is an address by nature, and is used up by its first use.
        /^\/account(\?done=[a-z]+|\/(password|sessions|second(\/(begin|confirm))?))?(#\w+)?$/, /^\/login\/code$/, /^\/login\?set=1$/,
        /^\/welcome(\/[A-Za-z0-9_-]{43})?(#\w+)?$/, /^\/admin(\/new|\?q=[a-z.]+|\/accounts\/[a-z.]+(\/(role|disable))?)?(#\w+)?$/,
        /^\/referrals(\?done=[a-z]+|\/\d+\/step)?(#\w+)?$/, /^\/(visits|confirm|publish)$/,
        /^\/tiles\/[a-z_]+(\.json|\/\d+\/\d+\/\d+)$/];

    return address.startsWith(service.url) && known.some((one) => one.test(address.slice(service.url.length)));
}

function hasKeptQuiet(service) {
    const ours = [...seen.addresses].filter((address) => address.startsWith(service.url));
    const odd = [...seen.addresses].filter((address) => !isOurs(address, service)
        && !/^(data:,|chrome-error:|http:\/\/127\.0\.0\.1:\d+\/(favicon\.ico)?$)/.test(address));

    check('many addresses were seen', ours.length > 8, ours.join('\n'));
    same('none of them says anything of anybody, and none is elsewhere', odd, []);
    const titles = [...seen.titles].filter((title) => !/^Δήμος (Καλαμάτας|Οιχαλίας) –/.test(title)); // of a public page
    check('no title does', titles.length > 4 && !titles.some((title) => /\d|Καλαμ|Επίδομα|Εισόδημα/.test(title)),
        titles.join('\n'));
    same('no page complained in the console, of the content security policy or of anything', seen.complaints, []);
    const log = service.log();
    check('neither numbers nor names stand in the log', !/\b\d{11}\b|\b\d{9}\b|Μαρία|adviser/.test(log), log);
}

async function sendsNoReferrer(browser, service) {
    const page = await open(browser, service);

    await logIn(page);
    await askFacts(page, 'Καλαμάτα', { age: '70' });
    const open_links = await page.locator('main a[href^="http"]').evaluateAll(
        (all) => all.filter((each) => !each.relList.contains('noreferrer')).map((each) => each.href));
    same('a link to elsewhere does not say from where', open_links, []);
    await page.context().close();
}

module.exports = async function safety(browser, service) {
    await refusesForeignForms(browser, service);
    await sendsNoReferrer(browser, service);
    await showsNothingOnTheWayBack(service);
    hasKeptQuiet(service);
};
