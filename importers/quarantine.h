/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Quarantine: work on a stranger's file in a child process that may fail as badly as it likes.
 *
 * The child has limits of memory, processor time and open files, cannot write a file, open a socket
 * or start a program, has none of our descriptors, and is killed at a deadline. What it finds it
 * sends as frames of bytes; the parent trusts neither their number nor their content.
 */

#include "registry/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUARANTINE_FRAME_MAX (64u << 20)

enum {
    QUARANTINE_E_KILLED = 1, /* it crashed, ran into a limit, or sent nonsense; see the reason */
    QUARANTINE_E_STOPPED,    /* take() gave something else than 0 */
};

typedef struct Quarantine {
    /* Runs in the child. 0, or negative if the file cannot be worked on; that is a failure too. */
    int (*work)(int out, void *context);
    /* Runs in the parent, for each frame. 0 to go on. */
    int (*take)(const uint8_t *frame, size_t size, void *context);
    void *context;
    size_t memory_max; /* bytes of address space */
    uint32_t cpu_s;
    uint32_t deadline_s;
} Quarantine;

/* `ret_reason` gets Greek words that live for ever, for QUARANTINE_E_KILLED. */
int quarantine_run(const Quarantine *quarantine, const char **ret_reason);

/* In the child: sends the buffer as one frame and empties it. The child ends if nobody reads. */
void quarantine_send(int out, Buffer *frame);

/* A frame is put together from these, and taken apart by those. Readers give false at its end. */
void frame_put_u32(Buffer *frame, uint32_t number);
void frame_put_bytes(Buffer *frame, const void *bytes, size_t size);
void frame_put_text(Buffer *frame, const char *text);
void frame_put_double(Buffer *frame, double number);

typedef struct FrameReader {
    const uint8_t *at;
    size_t left;
} FrameReader;

bool frame_u32(FrameReader *reader, uint32_t *ret_number);
bool frame_bytes(FrameReader *reader, const uint8_t **ret_bytes, size_t *ret_size);
bool frame_double(FrameReader *reader, double *ret_number);
