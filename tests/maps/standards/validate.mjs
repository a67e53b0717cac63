// SPDX-License-Identifier: EUPL-1.2
//
// Documents against official schemas. Reads {"schemas" or "shapes", ...} from standard input and writes for each
// document what is wrong with it: {"NAME": ["fault", ...]}.
//
//   node validate.mjs schema < {"folder": of schemas, "documents": {NAME: {"schema": file, "document": …}}}
//   node validate.mjs shapes < {"shapes": a Turtle file, "contexts": {URL: document}, "documents": {NAME: JSON-LD}}
//
// Its packages stand beside the copy of it that the tests run (api/packages).

import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import jsonld from 'jsonld';
import {Parser, Store} from 'n3';
import SHACLValidator from 'rdf-validate-shacl';

const FAULTS_MAX = 20;

// Which keyword the official schemas name their files by differs; ajv gets each under its file name as well.
function againstSchemas({folder, documents}) {
  const ajv = new Ajv({strict: false, allErrors: true});
  addFormats(ajv);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
  }
  const faults = {};
  for (const [name, {schema, document}] of Object.entries(documents)) {
    const valid = ajv.getSchema(schema);
    faults[name] = valid(document) ? [] :
      valid.errors.slice(0, FAULTS_MAX).map((e) => `${e.instancePath}: ${e.message}`);
  }
  return faults;
}

async function againstShapes({shapes, contexts, documents}) {
  const validator = new SHACLValidator(new Store(new Parser().parse(readFileSync(shapes, 'utf8'))));
  const documentLoader = (url) => {
    if (!contexts[url]) throw new Error(`nobody may ask for ${url}`);
    return {contextUrl: null, documentUrl: url, document: contexts[url]};
  };
  const faults = {};
  for (const [name, document] of Object.entries(documents)) {
    const quads = new Parser().parse(await jsonld.toRDF(document, {format: 'application/n-quads', documentLoader}));
    const report = await validator.validate(new Store(quads));
    faults[name] = [...report.results].slice(0, FAULTS_MAX).map((r) =>
      [r.focusNode, r.path, r.sourceConstraintComponent].map((term) => term?.value ?? '').join(' '));
    if (quads.length === 0) faults[name].push('it says nothing');
  }
  return faults;
}

const ways = {schema: againstSchemas, shapes: againstShapes};
// Not readFileSync(0): on a pipe that is not full yet Node 18 gives up with EAGAIN.
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const asked = JSON.parse(Buffer.concat(chunks).toString('utf8'));
process.stdout.write(JSON.stringify(await ways[process.argv[2]](asked)));
