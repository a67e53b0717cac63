/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/admission.h"

#include "api/exchange_state.h"
#include "api/limits.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <string.h>

#define BUCKETS 256 /* as many as there can be shares, which are fewer */
#define KNOWN_TOKENS 2048
#define KNOWN_MS (10 * 60 * 1000)
#define KEY_OF_NOBODY 0
#define CROWDED_MS 1000 /* others asked so recently that they will again */

_Static_assert(BUCKETS >= ADMITTED_PER_LOOP_MAX, "each request may be of another structure");

struct Share {
    Share *in_bucket;
    uint64_t key;
    uint32_t admitted;
    Exchange *first; /* ready, in the order of their coming */
    Exchange *last;
    Share *next_ready; /* in the ring of those that have somebody ready */
};

typedef struct KnownToken {
    uint64_t token;
    uint64_t structure; /* key of its share */
    int64_t until_ms;
} KnownToken;

struct Admission {
    Share *buckets[BUCKETS];
    Share *spare;
    Share *ready_last; /* the ring: its next is whose turn it is */
    int64_t crowded_until_ms;
    AdmissionCounts counts;
    KnownToken known[KNOWN_TOKENS];
};

Admission *
admission_new(void)
{
    return memory_new(1, sizeof(Admission));
}

Admission *
admission_free(Admission *admission)
{
    if (!admission)
        return NULL;

    assert(admission->counts.admitted == 0);
    while (admission->spare) {
        Share *share = admission->spare;

        admission->spare = share->in_bucket;
        free(share);
    }
    free(admission);
    return NULL;
}

/* ---- whose token ---- */

static uint64_t
key_of_token(const uint8_t *token_hash)
{
    uint64_t key;

    memcpy(&key, token_hash, sizeof key);
    return key | 1;
}

/* FNV-1a; apart from tokens and from nobody by its last bit. */
static uint64_t
key_of_structure(const char *code)
{
    uint64_t key = 0xCBF29CE484222325u;

    for (; *code; code++)
        key = (key ^ (unsigned char) *code) * 0x100000001B3u;
    return (key | 2) & ~UINT64_C(1);
}

bool
admission_knows(const Admission *admission, const uint8_t *token_hash, int64_t now_ms)
{
    uint64_t token = key_of_token(token_hash);
    const KnownToken *known = &admission->known[(token >> 8) % KNOWN_TOKENS];

    return known->token == token && now_ms < known->until_ms;
}

void
admission_learn(
        Admission *admission, const uint8_t *token_hash, const char *structure, int64_t now_ms)
{
    uint64_t token = key_of_token(token_hash);

    if (structure)
        admission->known[(token >> 8) % KNOWN_TOKENS] = (KnownToken) {
            .token = token,
            .structure = key_of_structure(structure),
            .until_ms = now_ms + KNOWN_MS,
        };
}

static uint64_t
key_of(const Admission *admission, const uint8_t *token_hash, int64_t now_ms)
{
    if (!token_hash)
        return KEY_OF_NOBODY;
    if (!admission_knows(admission, token_hash, now_ms))
        return key_of_token(token_hash);
    return admission->known[(key_of_token(token_hash) >> 8) % KNOWN_TOKENS].structure;
}

/* ---- shares ---- */

static Share **
bucket_of(Admission *admission, uint64_t key)
{
    return &admission->buckets[(key * 0x9E3779B97F4A7C15u >> 32) % BUCKETS];
}

static Share *
find_share(Admission *admission, uint64_t key)
{
    Share **bucket = bucket_of(admission, key);
    Share *share = *bucket;

    while (share && share->key != key)
        share = share->in_bucket;
    if (share)
        return share;

    share = admission->spare;
    if (share)
        admission->spare = share->in_bucket;
    else
        share = memory_new(1, sizeof *share);
    *share = (Share) { .in_bucket = *bucket, .key = key };
    *bucket = share;
    admission->counts.shares++;
    return share;
}

static void
put_away(Admission *admission, Share *share)
{
    Share **link = bucket_of(admission, share->key);

    assert(!share->first);
    while (*link != share)
        link = &(*link)->in_bucket;
    *link = share->in_bucket;
    share->in_bucket = admission->spare;
    admission->spare = share;
    admission->counts.shares--;
}

/* Whoever asks alone may have most of the room; what a batch holds for it makes others wait. */
static uint32_t
share_limit(const Admission *admission, int64_t now_ms)
{
    return now_ms < admission->crowded_until_ms ? SHARE_BESIDE_MAX : SHARE_PER_LOOP_MAX;
}

Share *
admission_enter(Admission *admission, const uint8_t *token_hash, int64_t now_ms)
{
    Share *share;

    if (admission->counts.admitted >= ADMITTED_PER_LOOP_MAX) {
        admission->counts.refused_full++;
        return NULL;
    }
    share = find_share(admission, key_of(admission, token_hash, now_ms));
    if (admission->counts.shares > 1)
        admission->crowded_until_ms = now_ms + CROWDED_MS;
    if (share->admitted >= share_limit(admission, now_ms)) {
        admission->counts.refused_share++;
        return NULL;
    }
    share->admitted++;
    admission->counts.admitted++;
    return share;
}

void
admission_leave(Admission *admission, Share *share)
{
    assert(share->admitted > 0);
    admission->counts.admitted--;
    if (--share->admitted == 0)
        put_away(admission, share);
}

/* ---- turns ---- */

static void
enter_ring(Admission *admission, Share *share)
{
    if (admission->ready_last) {
        share->next_ready = admission->ready_last->next_ready;
        admission->ready_last->next_ready = share;
    } else {
        share->next_ready = share;
    }
    admission->ready_last = share;
}

void
admission_queue(Admission *admission, Exchange *exchange)
{
    Share *share = exchange->share;

    assert(share && !exchange->ready_next);
    if (share->first)
        share->last->ready_next = exchange;
    else
        share->first = exchange;
    if (share->last == NULL)
        enter_ring(admission, share);
    share->last = exchange;
    admission->counts.ready++;
}

Exchange *
admission_next(Admission *admission)
{
    Share *before = admission->ready_last;
    Share *share;
    Exchange *exchange;

    if (!before)
        return NULL;

    share = before->next_ready;
    exchange = share->first;
    share->first = exchange->ready_next;
    exchange->ready_next = NULL;
    admission->counts.ready--;
    if (share->first) {
        admission->ready_last = share; /* behind all others */
        return exchange;
    }
    share->last = NULL;
    before->next_ready = share->next_ready;
    if (share == before)
        admission->ready_last = NULL;
    share->next_ready = NULL;
    return exchange;
}

bool
admission_has_ready(const Admission *admission)
{
    return admission->ready_last != NULL;
}

AdmissionCounts
admission_counts(const Admission *admission)
{
    return admission->counts;
}
