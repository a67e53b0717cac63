// SPDX-License-Identifier: EUPL-1.2
'use strict';

/* TAP: one line for each thing that was looked at, named by a sentence. */

let count = 0;
let failed = 0;

function check(sentence, holds, why = '') {
    count += 1;
    if (!holds)
        failed += 1;
    console.log(`${holds ? 'ok' : 'not ok'} ${count} - ${sentence}`);
    if (!holds)
        for (const line of String(why).split('\n').slice(0, 20))
            console.log(`#   ${line.slice(0, 300)}`);
}

function same(sentence, found, expected) {
    const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];

    check(sentence, one === other, `found ${one}\nexpected ${other}`);
}

function end() {
    console.log(`1..${count}`);
    return failed === 0;
}

module.exports = { check, same, end };
