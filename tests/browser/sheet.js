// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { check, same } = require('./tap');
const { person } = require('./world');
const { askFacts, askPerson, logIn, open, violations } = require('./browser');

const A4 = [595, 842]; // points, rounded

/* Chromium writes page objects and the document's title uncompressed. */
function readPdf(bytes) {
    const text = bytes.toString('latin1');
    const [, hex] = text.match(/\/Title\s*<([0-9A-Fa-f]+)>/) || [null, ''];
    const utf16 = Buffer.from(hex, 'hex').subarray(2);

    return {
        pages: (text.match(/\/Type\s*\/Page\b(?!s)/g) || []).length,
        sizes: [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)]
            .map((match) => [Math.round(match[1]), Math.round(match[2])]),
        title: utf16.swap16().toString('utf16le'),
    };
}

async function isOnA4(page, numbers) {
    const pdf = readPdf(await page.pdf({ preferCSSPageSize: true }));

    check('the sheet is on A4', pdf.sizes.length > 0 && pdf.sizes.every((size) => Math.abs(size[0] - A4[0]) <= 1
        && Math.abs(size[1] - A4[1]) <= 1), JSON.stringify(pdf.sizes));
    check('and short enough to be taken along', pdf.pages >= 1 && pdf.pages <= 3, pdf.pages);
    same('its title tells nothing', pdf.title, 'Απάντηση – Μητρώα κοινωνικής ένταξης');
    check('nor does the address that browsers print', !numbers.some((number) => page.url().includes(number)));
}

async function saysWhatToBring(page, numbers) {
    await page.emulateMedia({ media: 'print' });
    const text = await page.innerText('body');
    const heads = await page.locator('h1:visible').allInnerTexts();
    same('the sheet has one heading', heads, ['Τι μπορείτε να ζητήσετε και τι να φέρετε']);
    for (const part of ['Δήμος Καλαμάτας', 'Για βοήθεια:', 'Να φέρετε', 'Φαίνεται ότι δικαιούστε', 'Πού:', 'Πώς:',
        'Με:', 'ισχύει από', 'δεν είναι απόφαση'])
        check(`it says «${part}»`, text.includes(part), text);
    const documents = await page.locator('.m-check li').allInnerTexts();
    same('each document to bring stands there once', documents.length, new Set(documents).size);
    check('no reason, no source and no number of the person stands on it',
        !/Γιατί|\[φορολογική|εισόδημα των έξι/.test(text) && !numbers.some((number) => text.includes(number)), text);
    check('nor who is signed in', !text.includes('Μαρία Σύμβουλος') && !text.includes('Αποσύνδεση'), text);
    same('axe finds nothing on the sheet', await violations(page), []);
    await page.emulateMedia({ media: null });
    check('the screen does not show it', await page.locator('.m-sheet').isHidden());
}

/* One fact leaves almost everything open: still no list that nobody reads. */
async function staysReadable(page) {
    await askFacts(page, 'Καλαμάτα', { age: '70' });
    const pdf = readPdf(await page.pdf({ preferCSSPageSize: true }));
    const open = await page.locator('section[aria-labelledby="unknown"] details').count();
    check('a sheet with almost everything open is one page, and its map another', open > 20 && pdf.pages === 2,
        `${open} ${pdf.pages}`);
    await page.emulateMedia({ media: 'print' });
    const wanted = await page.locator('.m-check li').allInnerTexts();
    check('it names each missing document once', wanted.length > 5 && new Set(wanted).size === wanted.length,
        wanted.join('\n'));
    same('and all the programmes that wait for them', await page.locator('.m-maybe li').count(), open);
    await page.emulateMedia({ media: null });
}

module.exports = async function sheet(browser, service) {
    const { amka, afm } = person('Καλαμάτα: 70 ετών');
    const page = await open(browser, service);

    await logIn(page);
    await askPerson(page, amka);
    await isOnA4(page, [amka, afm]);
    await saysWhatToBring(page, [amka, afm]);
    await staysReadable(page);
    await page.context().close();
};
