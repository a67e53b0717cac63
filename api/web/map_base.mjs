// SPDX-License-Identifier: EUPL-1.2

/* What the maps of the pages have in common: MapLibre from here, our own tiles, Greek words. */

import { Map as MapView, Marker, NavigationControl, ScaleControl, setWorkerUrl } from '/static/maplibre-gl.mjs';

export { Marker };

export const SEA = '#eef3f6';
export const LINE = '#5b6870';

const GREEK = {
    'Map.Title': 'Χάρτης: βέλη για μετακίνηση, + και - για εστίαση',
    'NavigationControl.ZoomIn': 'Πιο κοντά',
    'NavigationControl.ZoomOut': 'Πιο μακριά',
    'NavigationControl.ResetBearing': 'Ο βορράς επάνω',
    'ScaleControl.Meters': 'μ.',
    'ScaleControl.Kilometers': 'χλμ.',
    'AttributionControl.ToggleAttribution': 'Πηγές',
    'CooperativeGesturesHandler.WindowsHelpText': 'Ctrl και ροδέλα για εστίαση',
    'CooperativeGesturesHandler.MacHelpText': '⌘ και ροδέλα για εστίαση',
    'CooperativeGesturesHandler.MobileHelpText': 'Δύο δάχτυλα για μετακίνηση',
};

setWorkerUrl('/static/maplibre-gl-worker.mjs');

export function movesCalmly() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function sourcesOf(layers) {
    return Object.fromEntries(layers.map((layer) => [layer, { type: 'vector', url: `${location.origin}/tiles/${layer}.json` }]));
}

/* No glyphs are named: Greek letters are drawn from the fonts of the reader's own machine. */
export const LABELS = {
    id: 'labels', type: 'symbol', source: 'labels', 'source-layer': 'labels',
    layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-padding': 6, 'text-max-width': 8 },
    paint: { 'text-color': '#0b0c0c', 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
};

/* Throws where the browser draws no map. */
export function newMap(options) {
    const view = new MapView({
        locale: GREEK, minZoom: 4, dragRotate: false, pitchWithRotate: false, attributionControl: false,
        canvasContextAttributes: { preserveDrawingBuffer: true }, // or it prints blank
        ...options,
    });

    view.touchZoomRotate.disableRotation();
    view.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    view.addControl(new ScaleControl({ unit: 'metric' }));
    return view;
}
