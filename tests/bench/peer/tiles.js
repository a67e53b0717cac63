// SPDX-License-Identifier: EUPL-1.2
//
// Vector tiles as one would serve them with Node.js, fastify and pg: a worker a core, a pool each, ST_AsMVT over the
// boundaries as they were imported, in the projection of the tiles and with an index.
//
//   node tiles.js PORT WORKERS
//
// The libpq variables say where the database is.

'use strict';

const cluster = require('cluster');
const [port, workers] = process.argv.slice(2);

if (cluster.isPrimary) {
  for (let i = 0; i < +workers; i++) cluster.fork();
  let ready = 0;
  cluster.on('message', () => { if (++ready === +workers) console.log('ready'); });
} else {
  const fastify = require('fastify')({ logger: false });
  const { Pool } = require('pg');
  const pool = new Pool({ max: 4 });
  const text = `
    SELECT public.ST_AsMVT(d, 'municipalities', 4096, 'geometry', 'place') AS tile
    FROM (SELECT s.place, s.code, s.name,
                 public.ST_AsMVTGeom(s.geometry, public.ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geometry
          FROM peer.shape AS s
          WHERE s.geometry OPERATOR(public.&&) public.ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)) AS d
    WHERE d.geometry IS NOT NULL`;

  fastify.get('/tiles/municipalities/:z/:x/:y', {
    schema: {
      params: {
        type: 'object',
        properties: { z: { type: 'integer' }, x: { type: 'integer' }, y: { type: 'integer' } },
      },
    },
  }, async (request, reply) => {
    const { z, x, y } = request.params;
    const { rows } = await pool.query({ name: 'tile', text, values: [z, x, y] });
    reply.type('application/vnd.mapbox-vector-tile').send(rows[0].tile);
  });
  fastify.listen({ port: +port, host: '127.0.0.1' }).then(() => process.send('ready'));
}
