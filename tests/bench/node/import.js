// SPDX-License-Identifier: EUPL-1.2
//
// The same file, the same checks, the same keyed indexes and the same typed rows by COPY, as one would write them for
// Node.js. Quoted cells are not handled, which only makes it faster.
//
//   node import.js FILE COLUMNS.json PLACES.json TABLE

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const readline = require('readline');
const { once } = require('events');
const { Client } = require('pg');
const { from: copyFrom } = require('pg-copy-streams');

const [file, columnsFile, placesFile, table] = process.argv.slice(2);
const columns = JSON.parse(fs.readFileSync(columnsFile, 'utf8'));
const places = new Map(Object.entries(JSON.parse(fs.readFileSync(placesFile, 'utf8'))));
const key = crypto.randomBytes(32);
const today = new Date().toISOString().slice(0, 10);
const FLUSH = 1 << 16;

function dayNumber(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return null;
  const time = Date.UTC(+found[1], found[2] - 1, +found[3]);
  const day = new Date(time);
  if (day.getUTCMonth() !== found[2] - 1 || day.getUTCDate() !== +found[3]) return null;
  return time / 86400000;
}

function amkaIsRight(text) {
  if (!/^\d{11}$/.test(text)) return false;
  const day = text.slice(0, 2), month = text.slice(2, 4), year = text.slice(4, 6);
  if (dayNumber(`19${year}-${month}-${day}`) === null && dayNumber(`20${year}-${month}-${day}`) === null) return false;
  let sum = 0;
  for (let i = 0; i < 11; i++) {
    let digit = text.charCodeAt(i) - 48;
    if (i % 2 === 1 && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return sum % 10 === 0;
}

function afmIsRight(text) {
  if (!/^\d{9}$/.test(text) || text === '000000000') return false;
  let check = 0;
  for (let i = 0; i < 8; i++) check = check * 2 + (text.charCodeAt(i) - 48);
  return ((check * 2) % 11) % 10 === text.charCodeAt(8) - 48;
}

function index(digits) {
  return '\\\\x' + crypto.createHmac('sha256', key).update(digits).digest('hex').slice(0, 32);
}

// The value as it is stored; undefined: it is wrong.
const readers = {
  date(column, text) {
    const day = dayNumber(text);
    return day === null ? undefined : day;
  },
  whole(column, text) {
    if (!/^\d+$/.test(text)) return undefined;
    const number = +text;
    return number >= column.low && number <= column.high ? number : undefined;
  },
  money(column, text) {
    const found = /^(\d+)(?:\.(\d{2}))?$/.exec(text);
    return found ? +found[1] * 100 + (found[2] ? +found[2] : 0) : undefined;
  },
  choice(column, text) {
    const code = column.codes.indexOf(text);
    return code < 0 ? undefined : code;
  },
  codes(column, text) {
    if (text === 'none') return 0;
    let mask = 0;
    for (const item of text.split('|')) {
      const code = column.codes.indexOf(item);
      if (code < 0) return undefined;
      mask |= 1 << code;
    }
    return mask;
  },
};
const bases = { registered: 1, resident: 2, present: 4 };

async function main() {
  const client = new Client();
  await client.connect();
  await client.query('BEGIN');
  const stream = client.query(copyFrom(
    `COPY ${table} (line, amka, afm, key_id, as_of, place, bases, facts, said, withdrawn, person) FROM STDIN`));
  const lines = readline.createInterface({ input: fs.createReadStream(file, { highWaterMark: 1 << 20 }), crlfDelay: Infinity });
  const rejects = [];
  let position = null;
  let number = 0;
  let out = '';

  for await (const line of lines) {
    number++;
    const cells = line.split(',');
    if (!position) {
      position = Object.fromEntries(cells.map((name, i) => [name, i]));
      continue;
    }
    const wrong = (column) => rejects.push({ line: number, column });
    const amka = cells[position.amka], afm = cells[position.afm], asOf = cells[position.as_of];
    if (!amka && !afm) wrong('amka');
    if (amka && !amkaIsRight(amka)) wrong('amka');
    if (afm && !afmIsRight(afm)) wrong('afm');
    if (dayNumber(asOf) === null || asOf > today) wrong('as_of');
    const municipality = cells[position.municipality], basis = cells[position.residence_basis];
    let place = '\\N', bits = '\\N';
    if (municipality) {
      place = places.get(municipality);
      if (place === undefined) wrong('municipality');
      bits = basis ? bases[basis] : 2;
      if (bits === undefined) wrong('residence_basis');
    }
    const facts = [];
    let said = 0n;
    let last = 0;
    for (const column of columns) {
      const text = cells[position[column.key]];
      if (!text) continue;
      const value = readers[column.type](column, text);
      if (value === undefined) wrong(column.key);
      facts[column.fact - 1] = value;
      said |= 1n << BigInt(column.fact - 1);
      if (column.fact > last) last = column.fact;
      if (column.key === 'birth_date' && amka
          && amka.slice(0, 6) !== text.slice(8, 10) + text.slice(5, 7) + text.slice(2, 4)) wrong('birth_date');
    }
    if (rejects.length) continue;
    const array = [];
    for (let i = 0; i < last; i++) array.push(facts[i] === undefined ? 'NULL' : facts[i]);
    out += `${number}\t${amka ? index(amka) : '\\N'}\t${afm ? index(afm) : '\\N'}\t1\t${asOf}\t${place}\t${bits}\t`
      + `{${array.join(',')}}\t${said}\tf\t${crypto.randomUUID()}\n`;
    if (out.length > FLUSH) {
      if (!stream.write(out)) await once(stream, 'drain');
      out = '';
    }
  }
  stream.end(out);
  await once(stream, 'finish');
  await client.query(rejects.length ? 'ROLLBACK' : 'COMMIT');
  await client.end();
  if (rejects.length) {
    console.error(`${rejects.length} cells are wrong, first ${JSON.stringify(rejects[0])}`);
    process.exit(1);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(3);
});
