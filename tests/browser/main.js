// SPDX-License-Identifier: EUPL-1.2
'use strict';

const { end, check } = require('./tap');
const { addAccounts, candidates, release, secondBody, startService, stopService } = require('./world');
const { launch } = require('./browser');

/* In this order: what the last one reads has been gathered by all before it. */
const SUITES = ['sign_in', 'question', 'answer', 'sheet', 'places', 'keyboard', 'looks', 'people', 'map', 'planning',
    'safety'];

async function runOne(name, browser, service) {
    try {
        await require(`./${name}`)(browser, service);
    } catch (error) {
        check(`${name} comes to its end`, false, error.stack);
    }
}

async function main() {
    addAccounts();
    secondBody();
    release();
    candidates();
    const service = await startService(['--contact', 'prosvasi@example.gr']);
    const browser = await launch();

    try {
        for (const name of SUITES)
            await runOne(name, browser, service);
    } finally {
        await browser.close();
        check('the service ends with status 0', await stopService(service) === 0, service.log());
    }
    process.exit(end() ? 0 : 1);
}

main().catch((error) => {
    console.log(`Bail out! ${String(error.message).split('\n')[0]}`);
    console.error(error);
    process.exit(1);
});
