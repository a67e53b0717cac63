/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/boundary_frames.h"

#include "geo/wkb.h"
#include "importers/quarantine.h"
#include "registry/base/text.h"

#include <string.h>

void
boundary_total_send(int out, uint32_t total)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_u32(&frame, FRAME_TOTAL);
    frame_put_u32(&frame, total);
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

void
boundary_text_send(int out, uint32_t kind, const char *greek)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_u32(&frame, kind);
    frame_put_text(&frame, greek);
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

void
boundary_feature_send(int out, const BoundaryFrame *feature)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_u32(&frame, FRAME_FEATURE);
    frame_put_u32(&frame, feature->number);
    frame_put_text(&frame, feature->message ? feature->message : "");
    frame_put_double(&frame, feature->at.lon);
    frame_put_double(&frame, feature->at.lat);
    frame_put_bytes(&frame, feature->wkb, feature->wkb ? feature->wkb_size : 0);
    frame_put_u32(&frame, (uint32_t) feature->n_attributes);
    for (size_t i = 0; i < feature->n_attributes; i++) {
        frame_put_text(&frame, feature->attributes[i].name);
        frame_put_text(&frame, feature->attributes[i].value);
    }
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

void
boundary_area_send(int out, int32_t key, const uint8_t *wkb, size_t size)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_u32(&frame, FRAME_AREA);
    frame_put_u32(&frame, (uint32_t) key);
    frame_put_bytes(&frame, wkb, wkb ? size : 0);
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

/* UTF-8 without control characters, not longer than an attribute or a message may be. */
static bool
read_text(Arena *arena, FrameReader *reader, const char **ret_text)
{
    const uint8_t *bytes;
    char *text;
    size_t size;

    if (!frame_bytes(reader, &bytes, &size) || size > ATTRIBUTE_BYTES_MAX
            || !text_is_utf8((const char *) bytes, size))
        return false;

    text = arena_text_n(arena, (const char *) bytes, size);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char) text[i] < ' ')
            text[i] = ' ';
    *ret_text = text;
    return true;
}

/* The other side is not trusted: what it calls canonical is looked at once more. */
static bool
read_wkb(FrameReader *reader, BoundaryFrame *frame)
{
    WkbBox box;

    if (!frame_bytes(reader, &frame->wkb, &frame->wkb_size))
        return false;
    if (frame->wkb_size == 0) {
        frame->wkb = NULL;
        return true;
    }
    return wkb_check(frame->wkb, frame->wkb_size, &box) == 0;
}

static bool
read_attributes(Arena *arena, FrameReader *reader, BoundaryFrame *frame)
{
    uint32_t n;

    if (!frame_u32(reader, &n) || n > ATTRIBUTES_MAX)
        return false;

    frame->n_attributes = n;
    for (uint32_t i = 0; i < n; i++)
        if (!read_text(arena, reader, &frame->attributes[i].name)
                || !read_text(arena, reader, &frame->attributes[i].value))
            return false;
    return true;
}

static bool
read_feature(Arena *arena, FrameReader *reader, BoundaryFrame *frame)
{
    if (!frame_u32(reader, &frame->number) || !read_text(arena, reader, &frame->message)
            || !frame_double(reader, &frame->at.lon) || !frame_double(reader, &frame->at.lat)
            || !read_wkb(reader, frame))
        return false;
    if (!*frame->message)
        frame->message = NULL;

    return (frame->message || frame->wkb) && read_attributes(arena, reader, frame);
}

bool
boundary_frame_read(Arena *arena, const uint8_t *bytes, size_t size, BoundaryFrame *ret_frame)
{
    FrameReader reader = { .at = bytes, .left = size };
    BoundaryFrame frame = { .at = GEO_NOWHERE };
    bool whole = false;

    if (!frame_u32(&reader, &frame.kind))
        return false;

    if (frame.kind == FRAME_TOTAL)
        whole = frame_u32(&reader, &frame.number);
    else if (frame.kind == FRAME_FAULT || frame.kind == FRAME_REMARK)
        whole = read_text(arena, &reader, &frame.message);
    else if (frame.kind == FRAME_AREA)
        whole = frame_u32(&reader, &frame.number) && read_wkb(&reader, &frame);
    else if (frame.kind == FRAME_FEATURE)
        whole = read_feature(arena, &reader, &frame);
    if (!whole || reader.left != 0)
        return false;

    *ret_frame = frame;
    return true;
}
