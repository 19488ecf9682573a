/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Arrivals to come, a heap by (at, trip, kind with the line first). */
typedef struct pending {
    wo_arrival *list;
    size_t n, room;
} pending;

static bool earlier(const wo_arrival *a, const wo_arrival *b)
{
    if (a->at != b->at) {
        return a->at < b->at;
    }
    return a->trip != b->trip ? a->trip < b->trip : a->kind > b->kind;
}

static void *room_for(void *list, size_t n, size_t *room, size_t size)
{
    if (n < *room) {
        return list;
    }
    *room = *room == 0 ? 1024 : 2 * *room;
    void *grown = realloc(list, *room * size);
    assert_non_null(grown);
    return grown;
}

static void push(pending *p, wo_arrival arrival)
{
    p->list = room_for(p->list, p->n, &p->room, sizeof *p->list);
    size_t i = p->n++;
    for (; i > 0 && earlier(&arrival, &p->list[(i - 1) / 2]); i = (i - 1) / 2) {
        p->list[i] = p->list[(i - 1) / 2];
    }
    p->list[i] = arrival;
}

static wo_arrival pop(pending *p)
{
    const wo_arrival top = p->list[0], moved = p->list[--p->n];
    size_t i = 0;
    for (size_t child = 1; child < p->n; child = 2 * i + 1) {
        if (child + 1 < p->n && earlier(&p->list[child + 1], &p->list[child])) {
            child++;
        }
        if (!earlier(&p->list[child], &moved)) {
            break;
        }
        p->list[i] = p->list[child];
        i = child;
    }
    p->list[i] = moved;
    return top;
}

static void drive(const world *w, stub_road *road, pending *p, const wo_release *r)
{
    const uint32_t line = w->places.deadline_line;
    const wo_ms extra = road->extra_ms > 0 ? wo_hash_index(1, r->trip) % road->extra_ms : 0;
    if (r->direction == WO_INBOUND) {
        const wo_ms free_ms = wo_road_free_time_inbound(&w->road, r->node, r->destination, r->class_index);
        push(p, (wo_arrival){.at = r->at + free_ms + extra, .trip = r->trip, .kind = WO_AT_DESTINATION});
        return;
    }
    const wo_ms to_line = wo_road_free_time(&w->road, r->node, line, r->class_index);
    const wo_ms on = wo_road_free_time(&w->road, line, r->destination, r->class_index);
    if (to_line == WO_NEVER || on == WO_NEVER || r->destination == line) { /* one side of the line only */
        const wo_ms free_ms = wo_road_free_time(&w->road, r->node, r->destination, r->class_index);
        push(p, (wo_arrival){.at = r->at + free_ms + extra, .trip = r->trip, .kind = WO_AT_DESTINATION});
        return;
    }
    wo_ms at_line = r->at + to_line + extra;
    if (road->service_ms > 0) {
        at_line = at_line > road->server_free ? at_line : road->server_free;
        road->server_free = at_line + road->service_ms;
    }
    if (road->every_ms > 0) {
        at_line = (at_line + road->every_ms - 1) / road->every_ms * road->every_ms;
    }
    push(p, (wo_arrival){.at = at_line, .trip = r->trip, .kind = WO_AT_LINE});
    push(p, (wo_arrival){.at = at_line + on, .trip = r->trip, .kind = WO_AT_DESTINATION});
}

static void keep(releases *stream, const wo_release *made, size_t n)
{
    for (size_t i = 0; stream != NULL && i < n; i++) {
        stream->list = room_for(stream->list, stream->n, &stream->room, sizeof *stream->list);
        stream->list[stream->n++] = made[i];
    }
}

static void keep_told(releases *stream, const wo_arrival *arrival)
{
    if (stream != NULL && arrival->kind == WO_AT_DESTINATION) {
        stream->told = room_for(stream->told, stream->n_told, &stream->told_room, sizeof *stream->told);
        stream->told[stream->n_told++] = *arrival;
    }
}

/* One call of the dispatch: nothing may be released before what has been handled already. */
static void advance(const world *w, wo_dispatch *dispatch, stub_road *road, pending *p, wo_ms before, wo_ms known,
                    releases *stream)
{
    static wo_arrival batch[1 << 16];
    size_t n = 0, n_releases;
    while (p->n > 0 && p->list[0].at < known) {
        assert_true(n < sizeof batch / sizeof batch[0]);
        batch[n] = pop(p);
        keep_told(stream, &batch[n++]);
    }
    wo_error error = {0};
    const wo_release *made;
    const wo_status status = wo_dispatch_advance(dispatch, batch, n, known, &made, &n_releases, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, WO_OK);
    for (size_t i = 0; i < n_releases; i++) {
        assert_true(known == 0 || made[i].at >= before + WO_STOP_MIN_MS);
        assert_true(made[i].at < known + WO_STOP_MIN_MS);
        assert_true(i == 0 || made[i].at >= made[i - 1].at);
        drive(w, road, p, &made[i]);
    }
    keep(stream, made, n_releases);
}

void world_run(const world *w, wo_dispatch *dispatch, stub_road *road, wo_ms until, releases *stream)
{
    pending p = {0};
    wo_error error = {0};
    const wo_ms step = road->step_ms > 0 ? road->step_ms : WO_MINUTE_MS;
    wo_ms known = 0;
    advance(w, dispatch, road, &p, 0, 0, stream);
    while (known < until) {
        const wo_ms before = known;
        known = until - known < step ? until : known + step;
        advance(w, dispatch, road, &p, before, known, stream);
        if (known / DAY(1) != before / DAY(1) || known == until) {
            const wo_status status = wo_dispatch_verify(dispatch, &error);
            assert_string_equal(error.message, "");
            assert_int_equal(status, WO_OK);
        }
    }
    free(p.list);
}

void releases_free(releases *stream)
{
    free(stream->list);
    free(stream->told);
    memset(stream, 0, sizeof *stream);
}
