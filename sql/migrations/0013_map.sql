-- SPDX-License-Identifier: EUPL-1.2
--
-- 0013_map: what maps are drawn from: the places of each level, thinned for each span of zooms, and the points of
-- providers, in the projection of web maps. Made from the registers by registry.map_prepare(), and nobody's source.

CREATE TABLE registry.map_feature (
    layer      text     NOT NULL,
    zoom_from  smallint NOT NULL,
    zoom_to    smallint NOT NULL,
    -- The days on which it is drawn; municipalities come and go.
    valid_from date     NOT NULL DEFAULT '-infinity',
    valid_to   date     NOT NULL DEFAULT 'infinity',
    feature    integer  NOT NULL,
    properties jsonb    NOT NULL,
    geometry   public.geometry(Geometry, 3857) NOT NULL,

    CONSTRAINT map_feature_pkey
        PRIMARY KEY (layer, zoom_from, valid_from, feature),
    CONSTRAINT map_feature_layer_known
        CHECK (layer IN ('municipalities', 'regional_units', 'prefectures', 'regions', 'labels', 'sites', 'stops')),
    CONSTRAINT map_feature_zooms_in_order
        CHECK (zoom_from BETWEEN 0 AND zoom_to AND zoom_to <= 22),
    CONSTRAINT map_feature_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT map_feature_properties_are_an_object
        CHECK (jsonb_typeof(properties) = 'object')
);

COMMENT ON TABLE registry.map_feature IS
    'Έτοιμα για χάρτες (EPSG:3857): τόποι κάθε βαθμίδας απλοποιημένοι ανά μεγέθυνση, σημεία και στάσεις· φτιάχνονται από τα μητρώα';

CREATE INDEX map_feature_by_geometry
    ON registry.map_feature USING gist (geometry);

-- Unpacking a compressed shape costs more than reading a longer one.
ALTER TABLE registry.map_feature ALTER COLUMN geometry SET STORAGE EXTERNAL;
