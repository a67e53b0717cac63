// SPDX-License-Identifier: EUPL-1.2

/*
 * The coordinators' map: one release, drawn. Every number that stands here came from /v1/coverage as
 * it is: nothing is added up, and the tiles know places only. The table has the same figures, and is
 * all there is where WebGL is not.
 */

import { LABELS, LINE, SEA, movesCalmly, newMap, sourcesOf } from '/static/map_base.mjs';

const GREECE = [[19.3, 34.7], [28.4, 41.8]];
const COLOURS = ['#c3daeb', '#9cc3df', '#6fa6ce', '#3a7db1', '#0f4f83', '#052c4d'];
const NOTHING = '#ffffff'; // there is a number, and it is not told
const NOWHERE = '#d0d0cd'; // there is none
const CHOSEN = '#ffbf00';
const OVERLAP = '#8a1c7c';
const LAYERS = {
    municipality: 'municipalities', regional_unit: 'regional_units', prefecture: 'prefectures', region: 'regions',
};
const form = document.querySelector('#pick');
const status = document.querySelector('#status');
const what = document.querySelector('#what');
const table = document.querySelector('#figures');
const legend = document.querySelector('#legend');
const detail = document.querySelector('#detail');
const fundingBox = document.querySelector('#funding');
const overlapBox = document.querySelector('#overlap');
const overlapTable = document.querySelector('#overlaps');

let view = null;    // null where the browser draws no map
let drawn = null;   // what the map and the table show
let chosen = null;  // the code of a place
let asked = 0;      // answers that come late are of no use

// ---- what is asked ----

/* A field that the measure has no use for is not asked. */
function asksOnly() {
    const uses = form.elements.namedItem('measure').selectedOptions[0]?.dataset.uses ?? '';

    for (const name of ['programme', 'group'])
        form.elements.namedItem(name).disabled = !uses.includes(name);
}

function parameters() {
    const given = new URLSearchParams();

    for (const [name, value] of new FormData(form))
        if (value !== '')
            given.set(name, value);
    return given;
}

/* The address restores what was chosen and where the map stood. */
function remember() {
    const at = view ? view.getCenter() : null;
    const where = at ? `#${view.getZoom().toFixed(2)}/${at.lat.toFixed(4)}/${at.lng.toFixed(4)}` : location.hash;

    history.replaceState(null, '', `?${parameters()}${fundingBox.checked ? '&funding=1' : ''}${overlapBox.checked ? '&overlap=1' : ''}${where}`);
}

function restoreForm() {
    for (const [name, value] of new URLSearchParams(location.search)) {
        const field = form.elements.namedItem(name);

        if (field)
            field.value = value;
    }
    fundingBox.checked = new URLSearchParams(location.search).has('funding');
    overlapBox.checked = new URLSearchParams(location.search).has('overlap');
}

function restoredView() {
    const match = location.hash.match(/^#([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/);

    return match ? { zoom: Number(match[1]), center: [Number(match[3]), Number(match[2])] } : { bounds: GREECE };
}

async function fetchFigures() {
    const answer = await fetch(`/v1/coverage?${parameters()}`, { headers: { Accept: 'application/json' } });
    const body = await answer.json();

    if (answer.status === 401)
        location.assign('/login?ended=1');
    if (!answer.ok)
        throw new Error([body.detail, ...(body.errors ?? []).map((error) => error.detail)].filter(Boolean).join(' '));
    return body;
}

async function show() {
    const mine = ++asked;

    status.textContent = 'Φορτώνουν τα στοιχεία …';
    try {
        const figures = await fetchFigures();

        if (mine !== asked)
            return;
        drawn = figures;
        chosen = figures.cells.some((cell) => cell.code === chosen) ? chosen : null;
        what.textContent = askedFor();
        status.textContent = told(figures);
        writeLegend();
        writeTable();
        writeDetail();
        paint();
        remember();
    } catch (error) {
        if (mine === asked)
            status.textContent = `Τα στοιχεία δεν φορτώθηκαν: ${error.message}`;
    }
}

/* In words: on paper there is no form. */
function askedFor() {
    const word = (name) => {
        const field = form.elements.namedItem(name);

        return field.disabled || field.value === '' ? '' : field.selectedOptions[0].textContent;
    };
    const measure = word('measure');

    return [`${measure.charAt(0).toUpperCase()}${measure.slice(1)} ανά ${word('level')}`, word('programme'), word('group')]
        .filter(Boolean).join(' · ');
}

function told(figures) {
    const hidden = figures.cells.filter((cell) => cell.hidden).length;
    const release = figures.release;

    return `Δημοσίευση ${release.number}, κατάσταση στις ${greekDay(release.on)}. Τόποι: ${figures.cells.length}`
        + (hidden > 0 ? `, από τους οποίους ${hidden} χωρίς αριθμό, επειδή τα πρόσωπα είναι λίγα.` : '.');
}

function greekDay(iso) {
    const [year, month, day] = iso.split('-');

    return `${Number(day)}.${Number(month)}.${year}`;
}

// ---- structures whose funding ends ----

let ends = null; // read when it is first wanted

async function fetchEnds() {
    const answer = await fetch('/v1/supply/funding', { headers: { Accept: 'application/json' } });

    if (!answer.ok)
        throw new Error((await answer.json()).detail);
    const listing = await answer.json();
    return {
        type: 'FeatureCollection',
        features: listing.rows.filter((row) => row.lon !== null && row.lat !== null).map((row) => ({
            type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
            properties: { text: `${row.structure.name}: ${row.funding}, ${row.state} ${greekDay(row.ends_on)}` },
        })),
    };
}

async function showEnds() {
    remember();
    if (!view?.isReady)
        return;
    try {
        ends ??= fundingBox.checked ? await fetchEnds() : null;
    } catch (error) {
        status.textContent = `Οι χρηματοδοτήσεις δεν φορτώθηκαν: ${error.message}`;
        return;
    }
    if (ends && !view.getSource('ends')) {
        view.addSource('ends', { type: 'geojson', data: ends });
        view.addLayer({
            id: 'ends', type: 'circle', source: 'ends',
            paint: { 'circle-radius': 6, 'circle-color': '#ffffff', 'circle-stroke-color': '#b30000', 'circle-stroke-width': 3 },
        });
    }
    if (ends)
        view.setLayoutProperty('ends', 'visibility', fundingBox.checked ? 'visible' : 'none');
    view.once('idle', () => { document.querySelector('#map').dataset.ends = ends ? ends.features.length : 0; });
    view.triggerRepaint();
}

// ---- where several bodies give the same ----

let overlaps = null; // rows, read when they are first wanted

async function fetchOverlaps() {
    const answer = await fetch('/v1/supply/overlap', { headers: { Accept: 'application/json' } });
    const listing = await answer.json();

    if (!answer.ok)
        throw new Error(listing.detail);
    return listing.rows;
}

function writeOverlaps() {
    overlapTable.hidden = !overlapBox.checked;
    overlapTable.querySelector('p').textContent = overlaps.length > 0
        ? `Στον χάρτη έχουν διακεκομμένο περίγραμμα. Περιπτώσεις: ${overlaps.length}.`
        : 'Καμία: τίποτα δεν δίνεται από δύο φορείς στον ίδιο δήμο.';
    overlapTable.querySelector('table').hidden = overlaps.length === 0;
    overlapTable.querySelector('tbody').replaceChildren(...overlaps.map((row) => element('tr', {},
        element('th', { scope: 'row' }, element('a', {
            className: 'govgr-link', href: `/places/${encodeURIComponent(row.municipality.code)}`, textContent: row.municipality.name,
        })),
        element('td', { textContent: row.what.name }), element('td', { textContent: row.sort }),
        element('td', { textContent: row.names }))));
}

function drawOverlaps() {
    const source = LAYERS.municipality;

    if (!view?.isReady || !overlaps)
        return;
    if (!view.getLayer('overlap'))
        view.addLayer({
            id: 'overlap', type: 'line', source, 'source-layer': source,
            paint: { 'line-color': OVERLAP, 'line-width': 3, 'line-dasharray': [2, 1] },
        }, 'labels');
    view.setFilter('overlap', ['in', ['get', 'code'], ['literal', overlaps.map((row) => row.municipality.code)]]);
    view.setLayoutProperty('overlap', 'visibility', overlapBox.checked ? 'visible' : 'none');
    view.once('idle', () => { document.querySelector('#map').dataset.overlaps = overlaps.length; });
    view.triggerRepaint();
}

async function showOverlaps() {
    remember();
    try {
        overlaps ??= overlapBox.checked ? await fetchOverlaps() : null;
    } catch (error) {
        status.textContent = `Οι επικαλύψεις δεν φορτώθηκαν: ${error.message}`;
        return;
    }
    if (!overlaps)
        return;
    writeOverlaps();
    drawOverlaps();
}

// ---- words ----

function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);

    made.append(...children);
    return made;
}

function colourOf(cell, n_bands) {
    if (cell.hidden)
        return NOTHING;
    if (cell.band === null || n_bands === 0)
        return NOWHERE;
    return COLOURS[Math.round(cell.band * (COLOURS.length - 1) / Math.max(n_bands - 1, 1))];
}

function bandText(band) {
    return `${number(band.from)} έως κάτω από ${number(band.to)}${drawn.unit === 'share' ? '%' : ''}`;
}

function number(value) {
    return new Intl.NumberFormat('el-GR').format(value);
}

function swatch(colour, pattern) {
    const box = element('canvas', { width: 28, height: 18, className: 'm-swatch' });
    const brush = box.getContext('2d');

    box.setAttribute('aria-hidden', 'true');
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 28, 18);
    if (pattern) {
        brush.fillStyle = brush.createPattern(tile(pattern), 'repeat');
        brush.fillRect(0, 0, 28, 18);
    }
    return box;
}

function writeLegend() {
    const n = drawn.bands.length;
    const rows = drawn.bands.map((band, i) => [swatch(colourOf({ band: i }, n)), bandText(band)]);

    if (drawn.cells.some((cell) => cell.hidden))
        rows.push([swatch(NOTHING, 'hidden'), 'λίγα πρόσωπα: δεν δείχνεται αριθμός']);
    if (drawn.cells.some((cell) => !cell.hidden && cell.band === null))
        rows.push([swatch(NOWHERE), 'δεν υπάρχει αριθμός: δεν ισχύει εκεί, ή είναι λίγοι για ποσοστό']);
    if (drawn.cells.some((cell) => cell.incomplete))
        rows.push([swatch(COLOURS[1], 'incomplete'), 'ελλιπή στοιχεία: για τους μισούς ή και περισσότερους είναι άγνωστο']);
    legend.replaceChildren(...rows.map(([box, text]) => element('li', {}, box, ` ${text}`)));
}

function noteOf(cell) {
    if (cell.hidden)
        return 'λίγα πρόσωπα';
    return cell.incomplete ? 'ελλιπή στοιχεία' : '';
}

function writeTable() {
    const rows = drawn.cells.map((cell) => {
        const name = element('button', { type: 'button', className: 'm-as-link', textContent: cell.name });
        const row = element('tr', { className: cell.code === chosen ? 'm-chosen' : '' },
            element('th', { scope: 'row' }, name), element('td', { className: 'm-figure-cell', textContent: cell.text }),
            element('td', { textContent: noteOf(cell) }));

        row.dataset.code = cell.code;
        name.addEventListener('click', () => choose(cell.code, true));
        return row;
    });

    table.tBodies[0].replaceChildren(...rows);
}

function writeDetail() {
    const cell = drawn.cells.find((one) => one.code === chosen);

    detail.replaceChildren();
    if (!cell)
        return;
    detail.append(element('strong', { textContent: cell.name }), `: ${cell.text}`);
    if (noteOf(cell))
        detail.append(` (${noteOf(cell)})`);
    if (drawn.level === 'municipality')
        detail.append('. ', element('a', {
            className: 'govgr-link', href: `/places/${encodeURIComponent(cell.code)}`, textContent: 'Η σελίδα του δήμου',
        }));
}

// ---- the map ----

/* A pattern that is seen without its colour: lines for what is hidden, dots for what is incomplete. */
function tile(pattern) {
    const side = 8;
    const drawnOn = element('canvas', { width: side, height: side });
    const brush = drawnOn.getContext('2d');

    brush.strokeStyle = brush.fillStyle = '#37474f';
    if (pattern === 'hidden') {
        for (const shift of [-side, 0, side]) {
            brush.moveTo(shift, side);
            brush.lineTo(shift + side, 0);
        }
        brush.stroke();
    } else {
        brush.fillRect(1, 1, 2, 2);
        brush.fillRect(5, 5, 2, 2);
    }
    return drawnOn;
}

function addPatterns() {
    for (const pattern of ['hidden', 'incomplete']) {
        const made = tile(pattern);

        view.addImage(pattern, made.getContext('2d').getImageData(0, 0, made.width, made.height));
    }
}

function layersOf(level) {
    const source = LAYERS[level];
    const visibility = level === form.elements.namedItem('level').value ? 'visible' : 'none';
    const common = { source, 'source-layer': source, layout: { visibility } };
    const later = { ...common, layout: { visibility: 'none' }, filter: false };

    return [
        { ...common, id: `${source}-fill`, type: 'fill', paint: { 'fill-color': NOWHERE } },
        { ...later, id: `${source}-hidden`, type: 'fill', paint: { 'fill-pattern': 'hidden' } },
        { ...later, id: `${source}-incomplete`, type: 'fill', paint: { 'fill-pattern': 'incomplete' } },
        { ...common, id: `${source}-line`, type: 'line', paint: { 'line-color': LINE, 'line-width': 0.6 } },
        { ...later, id: `${source}-chosen`, type: 'line', paint: { 'line-color': CHOSEN, 'line-width': 3.5 } },
    ];
}

function styleOf() {
    return {
        version: 8,
        sources: sourcesOf(Object.values(LAYERS).concat('labels')),
        layers: [
            { id: 'sea', type: 'background', paint: { 'background-color': SEA } },
            ...Object.keys(LAYERS).flatMap(layersOf),
            { ...LABELS, filter: ['==', ['get', 'level'], form.elements.namedItem('level').value] },
        ],
    };
}

function codesOf(test) {
    return ['in', ['get', 'code'], ['literal', drawn.cells.filter(test).map((cell) => cell.code)]];
}

function colours() {
    const n = drawn.bands.length;
    const pairs = drawn.cells.flatMap((cell) => [cell.code, colourOf(cell, n)]);

    return pairs.length > 0 ? ['match', ['get', 'code'], ...pairs, NOWHERE] : NOWHERE;
}

function paint() {
    if (!view?.isReady || !drawn)
        return;
    for (const [level, source] of Object.entries(LAYERS))
        for (const part of ['fill', 'hidden', 'incomplete', 'line', 'chosen'])
            view.setLayoutProperty(`${source}-${part}`, 'visibility', level === drawn.level ? 'visible' : 'none');

    const source = LAYERS[drawn.level];
    view.setPaintProperty(`${source}-fill`, 'fill-color', colours());
    view.setFilter(`${source}-hidden`, codesOf((cell) => cell.hidden));
    view.setFilter(`${source}-incomplete`, codesOf((cell) => cell.incomplete && !cell.hidden));
    view.setFilter(`${source}-chosen`, ['==', ['get', 'code'], chosen ?? '']);
    view.setFilter('labels', ['==', ['get', 'level'], drawn.level]);
}

/* Where the tiles that are loaded have the place; a place that is out of sight stays there. */
function extentOf(code) {
    const source = LAYERS[drawn.level];
    const features = view.querySourceFeatures(source, { sourceLayer: source, filter: ['==', ['get', 'code'], code] });
    const points = features.flatMap((feature) => feature.geometry.coordinates.flat(Infinity));
    const xs = points.filter((_, i) => i % 2 === 0), ys = points.filter((_, i) => i % 2 === 1);

    return points.length === 0 ? null : [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

function choose(code, moves) {
    chosen = code;
    for (const row of table.tBodies[0].rows)
        row.className = row.dataset.code === code ? 'm-chosen' : '';
    writeDetail();
    if (!view?.isReady)
        return;
    paint();
    const extent = moves ? extentOf(code) : null;
    if (extent)
        view.fitBounds(extent, { padding: 60, maxZoom: 11, animate: !movesCalmly() });
}

function chooseAt(event) {
    const end = view.getLayer('ends') && view.queryRenderedFeatures(event.point, { layers: ['ends'] })[0];

    if (end) {
        detail.textContent = end.properties.text;
        return;
    }
    const found = view.queryRenderedFeatures(event.point, { layers: [`${LAYERS[drawn.level]}-fill`] })[0];

    if (!found)
        return;
    choose(found.properties.code, false);
    table.querySelector('tr.m-chosen')?.scrollIntoView({ block: 'nearest' });
}

function startMap() {
    try {
        view = newMap({ container: 'map', style: styleOf(), maxZoom: 14, cooperativeGestures: false, ...restoredView() });
    } catch {
        document.querySelector('#map').textContent =
            'Ο περιηγητής δεν σχεδιάζει χάρτες (WebGL). Ο πίνακας έχει τους ίδιους αριθμούς.';
        return;
    }
    view.isReady = false;
    view.on('load', () => {
        addPatterns();
        view.isReady = true;
        paint();
        if (fundingBox.checked)
            showEnds();
        drawOverlaps();
        view.once('idle', () => { document.querySelector('#map').dataset.drawn = 'yes'; });
    });
    view.on('error', () => {
        status.textContent = 'Ένα μέρος του χάρτη δεν φορτώθηκε· ο πίνακας είναι πλήρης. Ανανεώστε τη σελίδα για νέα προσπάθεια.';
    });
    view.on('moveend', remember);
    view.on('click', (event) => { if (drawn) chooseAt(event); });
}

restoreForm();
asksOnly();
form.addEventListener('change', () => {
    asksOnly();
    show();
});
fundingBox.addEventListener('change', showEnds);
overlapBox.addEventListener('change', showOverlaps);
form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
});
document.querySelector('#print')?.addEventListener('click', () => window.print());
startMap();
show();
if (overlapBox.checked)
    showOverlaps();
