// SPDX-License-Identifier: EUPL-1.2

/*
 * The map of a place's page, to be moved and zoomed. The drawing of the page stays for who wants no
 * more, and for paper: the library is fetched when somebody asks for it, and its map takes the
 * drawing's place on the screen until it is put away.
 */

const box = document.querySelector('#live-map');
const drawing = box.parentElement.querySelector('svg');
const button = document.createElement('button');
const told = document.createElement('p');
let view = null;

function markOf(point, base) {
    const mark = document.createElement('span');

    mark.className = `m-number${point.mark ? ` m-at-${point.mark}` : ''}`;
    mark.textContent = point.label ?? '•';
    mark.title = point.name;
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', `${point.label ?? ''} ${point.name}`.trim());
    return new base.Marker({ element: mark }).setLngLat([point.lon, point.lat]);
}

function styleOf(base) {
    const { layer, code } = box.dataset;
    const own = ['==', ['get', 'code'], code];
    const drawn = { source: layer, 'source-layer': layer };

    return {
        version: 8,
        sources: base.sourcesOf([layer, 'labels']),
        layers: [
            { id: 'sea', type: 'background', paint: { 'background-color': base.SEA } },
            { ...drawn, id: 'land', type: 'fill', paint: { 'fill-color': ['case', own, '#dce8f4', '#fbfbf9'] } },
            { ...drawn, id: 'borders', type: 'line', paint: { 'line-color': base.LINE, 'line-width': 0.6 } },
            { ...drawn, id: 'own', type: 'line', filter: own, paint: { 'line-color': '#003375', 'line-width': 2.5 } },
            { ...base.LABELS, layout: { ...base.LABELS.layout, 'text-offset': [0, -1.6] }, filter: ['==', ['get', 'level'], box.dataset.level] },
        ],
    };
}

function build(base) {
    const [west, south, east, north] = box.dataset.bounds.split(',').map(Number);

    view = base.newMap({
        container: box, style: styleOf(base), maxZoom: 16, bounds: [[west, south], [east, north]],
        cooperativeGestures: true,
    });
    for (const point of JSON.parse(box.dataset.points))
        markOf(point, base).addTo(view);
    view.once('idle', () => { box.dataset.drawn = 'yes'; });
    view.on('error', () => { told.textContent = 'Ένα μέρος του χάρτη δεν φορτώθηκε· οι κατάλογοι της σελίδας είναι πλήρεις.'; });
}

function show(live) {
    box.hidden = !live;
    drawing.classList.toggle('m-only-print', live);
    button.setAttribute('aria-pressed', String(live));
}

async function toggle() {
    const live = box.hidden;

    show(live);
    told.textContent = '';
    if (!live)
        return;
    try {
        if (!view)
            build(await import('/static/map_base.mjs'));
        view.resize();
        view.getCanvas().focus();
    } catch {
        show(false);
        told.textContent = 'Ο περιηγητής δεν σχεδιάζει χάρτη που μετακινείται· το σχέδιο δείχνει τα ίδια σημεία.';
    }
}

const look = document.createElement('link');
look.rel = 'stylesheet';
look.href = '/static/maplibre-gl.css';
document.head.append(look);

button.type = 'button';
button.className = 'govgr-btn govgr-btn-secondary m-small m-no-print';
button.textContent = 'Χάρτης που μετακινείται';
button.setAttribute('aria-pressed', 'false');
button.addEventListener('click', toggle);
told.className = 'm-quiet m-no-print';
told.setAttribute('role', 'status');
box.before(button, told);
