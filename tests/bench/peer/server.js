// SPDX-License-Identifier: EUPL-1.2
//
// The same question as one would answer it with Node.js, fastify and pg: a worker a core, a pool each, one prepared
// statement a question, the JSON of the database sent on as it is.
//
//   node server.js PORT WORKERS rows|clauses
//
// The libpq variables say where the database is.

'use strict';

const cluster = require('cluster');
const [port, workers, way] = process.argv.slice(2);

if (cluster.isPrimary) {
  for (let i = 0; i < +workers; i++) cluster.fork();
  let ready = 0;
  cluster.on('message', () => { if (++ready === +workers) console.log('ready'); });
} else {
  const fastify = require('fastify')({ logger: false });
  const { Pool } = require('pg');
  const pool = new Pool({ max: 16 });
  const text = `SELECT peer.answer_${way === 'rows' ? 'rows' : 'clauses'}($1, $2, current_date) AS answer`;

  fastify.post('/v1/entitlements', {
    schema: {
      body: {
        type: 'object',
        required: ['person', 'place'],
        properties: {
          person: { type: 'object', required: ['reference'], properties: { reference: { type: 'string' } } },
          place: { type: 'object', required: ['municipality'], properties: { municipality: { type: 'string' } } },
        },
      },
    },
  }, async (request, reply) => {
    const { person, place } = request.body;
    const { rows } = await pool.query({ name: 'answer', text, values: [person.reference, place.municipality] });
    reply.type('application/json').send(rows[0].answer);
  });
  fastify.listen({ port: +port, host: '127.0.0.1' }).then(() => process.send('ready'));
}
