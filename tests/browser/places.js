// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* Where, as somebody sees it: the pages of places and the map of the answer; without a script, and on paper. */

const { check, same } = require('./tap');
const { askFacts, follow, logIn, open, openAll, send, violations } = require('./browser');

const GROUP = /(^|[^α-ωά-ώ])ρομά|roma|τσιγγ/i;

/* Every mark on the map with its number and where it lies, in pixels of the page. */
async function marks(page) {
    return page.locator('svg.m-map g.m-pin').evaluateAll((all) => all.map((mark) => {
        const box = mark.getBoundingClientRect();
        const map = mark.closest('svg').getBoundingClientRect();

        return { number: mark.querySelector('text')?.textContent ?? '', seen: box.width > 5,
            inside: box.left >= map.left - 20 && box.right <= map.right + 20 && box.top >= map.top - 20 };
    }));
}

async function numbers(page, where) {
    return page.locator(`${where} .m-number`).evaluateAll((all) => all.map((each) => each.lastChild.textContent));
}

async function searches(page) {
    await page.goto('/places');
    await page.fill('#q', '241 00');
    await send(page, '#q');
    const found = page.locator('ol.m-list a');
    same('a postcode typed into the search finds its municipality', await found.first().textContent(), 'Δήμος Καλαμάτας');
    await found.first().focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    check('and the keyboard leads to its page', page.url().endsWith('/places/4401'), page.url());
}

async function showsAPlace(page) {
    await page.goto('/places/4404');
    const all = await marks(page);
    check('the marks lie on the map of the place', all.length >= 2 && all.every((mark) => mark.seen && mark.inside),
        JSON.stringify(all));
    const listed = new Set(await numbers(page, 'main'));
    check('each has a number that a list tells', all.every((mark) => listed.has(mark.number)), [...listed].join());
    const more = page.locator('details.m-more').last();
    check('a long list is closed', !(await more.evaluate((each) => each.open)));
    const rest = more.locator('li').last();
    check('and its rest is not seen', !(await rest.isVisible()));
    await more.locator('summary').focus();
    await page.keyboard.press('Enter');
    check('it opens from the keyboard', await rest.isVisible());
    await more.locator('summary').press('Enter');
    await page.emulateMedia({ media: 'print' });
    check('paper has all of it', await rest.isVisible());
    same('axe finds nothing on paper', await violations(page), []);
    await page.emulateMedia({ media: null });
    check('the border says where it is from', await page.locator('table.m-layers tbody tr').count() >= 1
        && (await page.textContent('table.m-layers')).includes('με αυτό βρίσκεται'));
    const response = await follow(page, 'text=Κομμάτι HTML');
    same('the piece for the site of the municipality opens', response.status(), 200);
}

/* The drawing is for all; who wants to move it asks for it. */
async function movesTheMap(page) {
    await page.goto('/places/4404');
    const button = page.locator('button', { hasText: 'Χάρτης που μετακινείται' });
    const tiles = [];
    page.on('request', (request) => { if (request.url().includes('/tiles/')) tiles.push(request.url()); });
    same('before somebody asks no tile is fetched', tiles, []);
    await button.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('#live-map[data-drawn]');
    check('Enter brings a map of our own tiles', tiles.length > 0
        && tiles.every((url) => new URL(url).host === new URL(page.url()).host), tiles.join());
    check('in the place of the drawing', !(await page.locator('svg.m-map').isVisible()));
    same('with the same numbers', (await page.locator('#live-map .m-number').allTextContents()).sort(),
        (await page.locator('svg.m-map g.m-pin text').allTextContents()).sort());
    check('each says what it is', (await page.locator('#live-map .m-number').evaluateAll((all) => all.every((each) =>
        each.getAttribute('aria-label').length > 5))));
    check('the keyboard is in it', await page.evaluate(() => document.activeElement.tagName) === 'CANVAS');
    const where = () => page.locator('#live-map .m-number').first().evaluate((each) => each.style.transform);
    const before = await where();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((was) => document.querySelector('#live-map .m-number').style.transform !== was, before);
    same('axe finds nothing on it', await violations(page), []);
    await page.setViewportSize({ width: 360, height: 740 });
    check('it fits a telephone', await page.evaluate(() => document.documentElement.scrollWidth) <= 360);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ media: 'print' });
    check('paper has the drawing', await page.locator('svg.m-map').isVisible() && !(await page.locator('#live-map').isVisible()));
    await page.emulateMedia({ media: null });
    await button.click();
    check('a second press brings the drawing back', await page.locator('svg.m-map').isVisible());
}

async function showsTheAnswersMap(page) {
    await page.goto('/');
    await page.fill('#at', '21.92, 37.33');
    await page.check('#by-facts');
    await page.fill('#municipality', '');
    await page.fill('[name="fact.age"]', '70');
    await send(page, '#at');
    check('a point is answered with its municipality', (await page.textContent('.m-lead')).includes('Δήμος Οιχαλίας'));
    await openAll(page);
    const legend = await numbers(page, '.m-legend');
    const drawn = (await marks(page)).map((mark) => mark.number).filter(Boolean).sort();
    same('the map has the numbers of its legend', drawn, [...legend].sort());
    const listed = await numbers(page, '.m-group');
    check('and the lists have no other', listed.length > 0 && listed.every((number) => legend.includes(number)),
        `${listed} ${legend}`);
    check('the legend tells the next stop with its day and hours',
        /Στάση κινητής μονάδας: \d{2}\/\d{2}\/\d{4} \d{2}:\d{2}/.test(await page.textContent('.m-legend')));
    check('the map has words for who does not see it',
        (await page.locator('svg.m-map desc').textContent()).includes('Κέντρο'));
    const own = page.locator('svg.m-map g.m-pin.m-no-print');
    same('the point of the question is marked', await own.count(), 1);
    await page.emulateMedia({ media: 'print' });
    check('but not on the paper that is carried about', !(await own.isVisible()));
    check('which has the map and its legend',
        await page.locator('svg.m-map').isVisible() && await page.locator('.m-legend').isVisible());
    same('axe finds nothing on it', await violations(page), []);
    await page.emulateMedia({ media: null });
}

async function namesNoGroup(page) {
    await askFacts(page, 'Τρίκαλα', { age: '30', roma: 'yes', nationality: 'greek' });
    await openAll(page);
    const where = `${await page.textContent('.m-centre')} ${await page.textContent('.m-answer-map')}`;
    check('who is of the group is sent to the branch, which is not named after it',
        where.includes('Παράρτημα') && !GROUP.test(where), where.match(GROUP)?.[0]);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.innerText('body');
    check('the print does not name it either', paper.includes('Παράρτημα') && !GROUP.test(paper), paper.match(GROUP)?.[0]);
    await page.emulateMedia({ media: null });
}

module.exports = async function places(browser, service) {
    for (const javaScriptEnabled of [true, false]) {
        const page = await open(browser, service, { javaScriptEnabled });

        if (javaScriptEnabled) {
            await searches(page);
            await showsAPlace(page);
            await movesTheMap(page);
            await logIn(page);
            await showsTheAnswersMap(page);
            await namesNoGroup(page);
        } else {
            await page.goto('/places/4401');
            check('without a script the page of a place has its map', await page.locator('svg.m-map').isVisible()
                && await page.locator('button', { hasText: 'μετακινείται' }).count() === 0);
            await logIn(page);
            await page.goto('/');
            await page.check('#by-facts');
            await page.fill('#municipality', 'Καλαμάτα');
            await page.fill('[name="fact.age"]', '70');
            await send(page, '#municipality');
            check('and so has an answer', await page.locator('svg.m-map').count() === 1, page.url());
        }
        await page.context().close();
    }
};
