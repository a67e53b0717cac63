// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* What the browser meets: two accounts, some synthetic persons, and a service on a free port. */

const { spawn, spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const SLOW = process.env.TEST_SANITIZED ? 4 : 1; // the sanitizers take their time
const PASSWORD = 'ένα μακρύ συνθηματικό 42';

function mitroa(args, input = '') {
    const run = spawnSync(process.env.MITROA, args, { input, encoding: 'utf8', timeout: 60000 * SLOW });

    if (run.status !== 0)
        throw new Error(`mitroa ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.trim();
}

function addAccounts() {
    const accounts = [['adviser', 'adviser', 'KK-4401', 'Μαρία Σύμβουλος'], ['other', 'adviser', 'KK-4401', 'Νίκος Σύμβουλος'],
        ['coordinator', 'coordinator', 'PYLI-PELOPONNISOU', 'Ελένη Συντονίστρια']];

    for (const [login, role, structure, name] of accounts)
        mitroa(['account', 'add', login, '--role', role, '--structure', structure, '--name', name,
            '--password-stdin', '--if-missing'], PASSWORD + '\n');
}

/* What the map shows. Made before anything else: it keeps both cores busy. */
function release() {
    const token = mitroa(['account', 'token', 'coordinator']);
    const run = spawnSync(process.env.MITROA, ['release', 'make'],
        { env: { ...process.env, MITROA_TOKEN: token }, encoding: 'utf8', timeout: 180000 * SLOW });

    if (run.status !== 0)
        throw new Error(`release make: ${run.stderr}`);
}

/* What the sample has none of: the same service, at home, from a second body in two municipalities. */
function secondBody() {
    const folder = path.join(process.env.TEST_SCRATCH, 'second-body');

    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'offers.csv'),
        'offer,kind,service,programme,structure,area,mode,site\n'
        + 'X-TWICE,service,counselling,,FOREAS-OPEKA,municipalities:2601|4401,home,\n');
    mitroa(['import', 'providers', folder]);
}

/* Whom advisers are shown. */
function candidates() {
    const run = spawnSync(process.env.MITROA, ['outreach', 'find'],
        { env: { ...process.env, MITROA_TOKEN: mitroa(['account', 'token', 'coordinator']) }, encoding: 'utf8', timeout: 180000 * SLOW });

    if (run.status !== 0)
        throw new Error(`outreach find: ${run.stderr}`);
}

/* Identifiers of the sample by a part of what they show. */
function person(part) {
    const text = fs.readFileSync(path.join(process.env.TEST_SAMPLE, 'identifiers.txt'), 'utf8');
    const found = text.split('\n').map((line) => line.match(/^(\d{11})\s+(\d{9}|-)\s+(.*)/))
        .find((match) => match && match[3].includes(part));

    if (!found)
        throw new Error(`the sample has nobody for «${part}»`);
    return { amka: found[1], afm: found[2] };
}

function sleep(ms) {
    return new Promise((resolve) => { setTimeout(resolve, ms); });
}

async function isReady(url) {
    try {
        return (await fetch(url + '/readyz')).ok;
    } catch {
        return false;
    }
}

/* The last lines of what the service wrote go into the test's own errors. */
async function startService(options = []) {
    const log = path.join(process.env.TEST_SCRATCH, 'serve.log');
    const child = spawn(process.env.MITROA, ['serve', '--port', '0', ...options],
        { stdio: ['ignore', 'pipe', fs.openSync(log, 'w')] });
    const ended = new Promise((resolve) => { child.on('exit', (status) => resolve(status)); });
    const url = await Promise.race([
        new Promise((resolve) => { child.stdout.once('data', (data) => resolve(String(data).trim())); }),
        ended.then(() => null)]);

    for (let i = 0; url && i < 300 * SLOW; i++) {
        if (await isReady(url))
            return { url, child, ended, log: () => fs.readFileSync(log, 'utf8') };
        await sleep(100);
    }
    child.kill('SIGKILL');
    throw new Error(`the service does not start: ${fs.readFileSync(log, 'utf8')}`);
}

async function stopService(service) {
    const late = sleep(20000 * SLOW).then(() => 'late');

    service.child.kill('SIGTERM');
    const status = await Promise.race([service.ended, late]);
    if (status === 'late')
        service.child.kill('SIGKILL');
    return status;
}

module.exports = { PASSWORD, SLOW, addAccounts, candidates, mitroa, person, release, secondBody, startService, stopService };
