// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* Keys: a page as somebody without a mouse goes through it. */

const STOPS_MAX = 400;

/* Presses Tab until the element has the focus; how often, or 0 if it never came. */
async function tabTo(page, selector, most = STOPS_MAX) {
    for (let i = 1; i <= most; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector))
            return i;
    }
    return 0;
}

async function pressAndWait(page, key) {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
}

/* Tab to a field, and in place of what it holds this. */
async function typeInto(page, selector, text) {
    if (!await tabTo(page, selector))
        throw new Error(`Tab does not come to ${selector} on ${page.url()}`);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text);
}

async function tabAndPress(page, selector, key = 'Enter') {
    if (!await tabTo(page, selector))
        throw new Error(`Tab does not come to ${selector} on ${page.url()}`);
    await pressAndWait(page, key);
}

/* Goes through the whole page by Tab: stops that do not show the focus, and whether the end was reached. */
async function walk(page) {
    const hidden = [];

    await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
    for (let i = 0; i < STOPS_MAX; i++) {
        await page.keyboard.press('Tab');
        const found = await page.evaluate(() => {
            const style = getComputedStyle(document.activeElement);

            return { stop: document.activeElement.outerHTML.slice(0, 100),
                last: document.activeElement === document.body,
                shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
        });
        if (found.last)
            return { hidden, ended: true };
        if (!found.shown)
            hidden.push(found.stop);
    }
    return { hidden, ended: false };
}

module.exports = { pressAndWait, tabAndPress, tabTo, typeInto, walk };
