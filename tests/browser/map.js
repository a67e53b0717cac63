// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* The coordinators' map: what is drawn, what stands beside it, and that both are what /v1/coverage says. */

const fs = require('fs');
const path = require('path');

const { check, same } = require('./tap');
const { DESKTOP, TELEPHONE, logIn, open, violations } = require('./browser');

const REGIONS = '/map?level=region&measure=registered';
const SEA = [0xee, 0xf3, 0xf6];

async function show(page, address) {
    await page.goto(address);
    await page.waitForSelector('#map[data-drawn]');
    await page.waitForSelector('#figures tbody tr');
}

async function rows(page) {
    return page.$$eval('#figures tbody tr', (all) => all.map((row) => [row.dataset.code, row.cells[1].textContent]));
}

async function figures(page) {
    return page.evaluate(async () => {
        const answer = await fetch(`/v1/coverage${location.search}`);
        return (await answer.json()).cells.map((cell) => [cell.code, cell.text]);
    });
}

/* The colour of the map where a place lies, as MapLibre drew it. */
async function colourAt(page, x, y) {
    const drawn = (await page.locator('#map canvas').screenshot()).toString('base64');

    return page.evaluate(async ([png, at]) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
        canvas.getContext('2d').drawImage(image, 0, 0);
        return [...canvas.getContext('2d').getImageData(at[0] * image.width, at[1] * image.height, 1, 1).data].slice(0, 3);
    }, [drawn, [x, y]]);
}

async function picture(page, name) {
    if (process.env.SCREENSHOTS)
        await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
}

async function isDrawn(page) {
    await show(page, REGIONS);
    same('the table has the regions', (await rows(page)).length, 13);
    same('with the figures of the release', JSON.stringify(await rows(page)), JSON.stringify(await figures(page)));
    check('the release and its day are told', /Δημοσίευση 1, κατάσταση στις/.test(await page.textContent('#status')),
        await page.textContent('#status'));
    same('what is drawn stands above it in words, for paper too', await page.textContent('#what'), 'Εγγεγραμμένοι ανά περιφέρεια');
    check('the legend has bands', await page.locator('#legend li').count() >= 2);
    const [west, land] = [await colourAt(page, 0.03, 0.9), await colourAt(page, 0.45, 0.24)];
    check('the sea is drawn in the colour of nothing', west.every((part, i) => Math.abs(part - SEA[i]) < 6), west.join());
    check('and the land is not', land.some((part, i) => Math.abs(part - SEA[i]) > 20), land.join());
    await picture(page, 'map');
}

async function isChosen(page) {
    const box = await page.locator('#map canvas').boundingBox();

    await page.mouse.click(box.x + box.width * 0.45, box.y + box.height * 0.24);
    await page.waitForSelector('#figures tr.m-chosen');
    const chosen = await page.getAttribute('#figures tr.m-chosen', 'data-code');
    check('a click on the map chooses the row of the region', /^EL/.test(chosen), chosen);
    check('and tells its figure', (await page.textContent('#detail')).length > 5, await page.textContent('#detail'));

    await page.locator('#figures tbody button').first().focus();
    await page.keyboard.press('Enter');
    const [first] = await rows(page);
    same('Enter on a row chooses it on the map', await page.getAttribute('#figures tr.m-chosen', 'data-code'), first[0]);
}

async function showsEndsOfFunding(page) {
    await page.check('#funding');
    await page.waitForSelector('#map[data-ends]');
    const drawn = Number(await page.getAttribute('#map', 'data-ends'));
    const told = await page.evaluate(async () => (await (await fetch('/v1/supply/funding')).json()).rows
        .filter((row) => row.lon !== null).length);
    check('structures whose funding ends are drawn, too', drawn > 0 && drawn === told, `${drawn} of ${told}`);
    check('and the address says so', page.url().includes('funding=1'), page.url());
    await picture(page, 'map-funding');
    await page.uncheck('#funding');
}

async function showsOverlaps(page) {
    await page.check('#overlap');
    await page.waitForSelector('#map[data-overlaps]');
    const rows = await page.$$eval('#overlaps tbody tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    const served = await page.evaluate(async () => (await (await fetch('/v1/supply/overlap')).json()).rows
        .map((row) => [row.municipality.name, row.what.name, row.sort, row.names]));
    check('where two bodies give the same is a table beside the map', rows.length >= 2
        && rows.some((row) => row[3].includes('ΟΠΕΚΑ')), JSON.stringify(rows));
    same('and each line of it is that of the data', JSON.stringify(rows), JSON.stringify(served));
    same('as many are drawn', await page.getAttribute('#map', 'data-overlaps'), String(rows.length));
    check('and the address says so, too', page.url().includes('overlap=1'), page.url());
    same('axe finds nothing on the map with its tables', (await violations(page)).join('\n'), '');
    await picture(page, 'map-overlap');
    await show(page, page.url());
    await page.waitForSelector('#map[data-overlaps]');
    check('and brings it back', await page.locator('#overlaps tbody tr').count() === rows.length);
    await page.uncheck('#overlap');
    check('unchosen it is gone', await page.locator('#overlaps').isHidden());
}

async function isRestored(page) {
    await page.selectOption('#measure', 'unknown');
    await page.selectOption('#programme', 'EEE');
    await page.waitForFunction(() => location.search.includes('measure=unknown') && location.search.includes('programme=EEE')
        && document.querySelector('#status').textContent.startsWith('Δημοσίευση'));
    const [address, before] = [page.url(), await rows(page)];
    check('the address holds what is shown and where', /level=region.*#[\d.]+\/[\d.]+\/[\d.]+$/.test(address), address);

    await page.goto('/places');
    await show(page, address);
    same('and brings it back', JSON.stringify(await rows(page)), JSON.stringify(before));
    same('the field is as it was left', await page.inputValue('#programme'), 'EEE');
    same('the place on the map, too', page.url().split('#')[1], address.split('#')[1]);
}

async function isUsable(page) {
    same('axe finds nothing on the map', (await violations(page)).join('\n'), '');
    await page.setViewportSize({ width: 360, height: TELEPHONE.height });
    await page.waitForTimeout(300);
    check('the map fits a telephone', await page.evaluate(() => document.documentElement.scrollWidth) <= 360);
    await picture(page, 'map-telephone');
    await page.setViewportSize(DESKTOP);

    const pdf = await page.pdf({ format: 'A4', landscape: true });
    check('printed it has pictures', pdf.includes('/Subtype /Image') || pdf.includes('/Subtype/Image'), pdf.length);
    if (process.env.SCREENSHOTS)
        fs.writeFileSync(path.join(process.env.SCREENSHOTS, 'map.pdf'), pdf);
}

async function saysWhatIsMissing(browser, service) {
    const plain = await open(browser, service, { javaScriptEnabled: false });

    await logIn(plain, 'coordinator');
    await plain.goto('/map');
    check('without a script the map says what to do', (await plain.textContent('main')).includes('Ο χάρτης χρειάζεται JavaScript'));
    same('and its form leads to the tables', await plain.getAttribute('#pick', 'action'), '/coverage');
    await plain.context().close();

    const adviser = await open(browser, service);
    await logIn(adviser);
    same('an adviser has no map', (await adviser.goto('/map')).status(), 403);
    await adviser.context().close();
}

module.exports = async (browser, service) => {
    const page = await open(browser, service);

    await logIn(page, 'coordinator');
    await page.waitForURL('**/map*');
    await isDrawn(page);
    await isChosen(page);
    await showsEndsOfFunding(page);
    await showsOverlaps(page);
    await isRestored(page);
    await isUsable(page);
    await page.context().close();
    await saysWhatIsMissing(browser, service);
};
