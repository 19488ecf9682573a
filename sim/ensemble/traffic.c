/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wayout/memory.h"

void wo_traffic_start(wo_traffic *traffic, const wo_road *road, wo_dispatch *dispatch, uint32_t line,
                      wo_incidents *incidents, wo_trips *trips)
{
    traffic->road = road;
    traffic->dispatch = dispatch;
    traffic->line = line;
    traffic->incidents = incidents;
    traffic->trips = trips;
    if (trips != NULL) {
        wo_trips_reset(trips);
    }
    traffic->n_parties = 0;
    traffic->n_released = 0;
    traffic->released_outbound = 0;
    traffic->left_outbound = 0;
    memset(&traffic->counts, 0, sizeof traffic->counts);
}

void wo_traffic_free(wo_traffic *traffic)
{
    free(traffic->parties);
    free(traffic->arrivals);
    memset(traffic, 0, sizeof *traffic);
}

wo_status wo_traffic_copy(const wo_traffic *from, wo_traffic *to, wo_incidents *incidents, wo_error *error)
{
    const wo_traffic kept = *to;
    void *list = to->parties;
    size_t capacity = to->parties_capacity;
    WO_TRY(wo_list_reserve(&list, &capacity, from->n_parties, sizeof to->parties[0], "parties", error));
    *to = *from; /* all but memory */
    to->parties = list;
    to->parties_capacity = capacity;
    to->arrivals = kept.arrivals;
    to->arrivals_capacity = kept.arrivals_capacity;
    to->incidents = incidents;
    to->trips = NULL;
    if (from->n_parties > 0) {
        memcpy(to->parties, from->parties, from->n_parties * sizeof to->parties[0]);
    }
    return WO_OK;
}

static bool inside_line(const wo_traffic *traffic, uint32_t node)
{
    const wo_road *road = traffic->road;
    return road->tour[node] >= road->tour[traffic->line] && road->tour[node] < road->tour_end[traffic->line];
}

static wo_status write_down(wo_traffic *traffic, const wo_release *from, const wo_party *party, wo_role role,
                            uint32_t origin, wo_error *error)
{
    wo_journey journey = {.release = from->at,
                          .node = from->node,
                          .destination = from->destination,
                          .origin = origin,
                          .class_index = party->class_index,
                          .role = (uint8_t)role,
                          .direction = party->direction};
    wo_dispatch_cargo(traffic->dispatch, from->trip, &journey.people, &journey.heads, &journey.goods);
    return wo_trips_add(traffic->trips, &journey, error);
}

static wo_status tell_incidents(wo_traffic *traffic, const wo_release *from, uint32_t party, uint32_t class_index,
                                wo_error *error)
{
    const wo_incident_trip trip = {.class_index = class_index,
                                   .entity = wo_dispatch_entity(traffic->dispatch, from->trip),
                                   .start = from->node,
                                   .destination = from->destination,
                                   .direction = from->direction};
    return wo_incidents_party(traffic->incidents, party, &trip, error);
}

static wo_status release(wo_traffic *traffic, wo_queue *queue, const wo_release *from, wo_error *error)
{
    uint32_t class_index, origin, number;
    wo_role role;
    wo_dispatch_trip(traffic->dispatch, from->trip, &class_index, &role, &origin);
    void *list = traffic->parties;
    WO_TRY(wo_list_reserve(&list, &traffic->parties_capacity, traffic->n_parties + 1, sizeof traffic->parties[0],
                           "parties", error));
    traffic->parties = list;
    const uint32_t destination = from->destination;
    WO_TRY(
        wo_queue_release(queue, from->at, from->node, from->direction, from->class_index, destination, &number, error));
    if (number != traffic->n_parties) {
        return wo_error_set(error, WO_ERR_INVARIANT, "party %" PRIu32 " was to be number %zu", number,
                            traffic->n_parties);
    }
    traffic->parties[traffic->n_parties++] = (wo_party){
        .at = from->at,
        .trip = from->trip,
        .class_index = (uint8_t)class_index,
        .direction = (uint8_t)from->direction,
        .inside = from->direction == WO_OUTBOUND && inside_line(traffic, from->node),
    };
    WO_TRY(tell_incidents(traffic, from, number, class_index, error));
    return traffic->trips == NULL
               ? WO_OK
               : write_down(traffic, from, &traffic->parties[traffic->n_parties - 1], role, origin, error);
}

/* Releases come by time, so those that the clock has passed are a prefix of the parties. */
static void count_released(wo_traffic *traffic, wo_ms now)
{
    while (traffic->n_released < traffic->n_parties && traffic->parties[traffic->n_released].at < now) {
        const wo_party *party = &traffic->parties[traffic->n_released++];
        traffic->released_outbound += party->direction == WO_OUTBOUND;
        traffic->counts.inside[party->class_index] += party->inside;
    }
}

static void leave_inside(wo_traffic *traffic, wo_party *party)
{
    traffic->counts.inside[party->class_index] -= party->inside;
    party->inside = false;
}

/* The arrival that an event means to the dispatch; false when it means nothing to it. */
static bool translate(wo_traffic *traffic, const wo_event *event, wo_arrival *arrival)
{
    wo_party *party = &traffic->parties[event->party];
    *arrival = (wo_arrival){.at = event->at, .trip = party->trip, .kind = WO_AT_DESTINATION};
    if (event->kind == WO_EVENT_STOPPED) {
        return false;
    }
    if (event->kind == WO_EVENT_LEFT) {
        const bool outbound = event->direction == WO_OUTBOUND;
        traffic->left_outbound += outbound;
        traffic->counts.exit_out += outbound && event->node == traffic->road->n_out;
        leave_inside(traffic, party);
        return true;
    }
    if (event->direction == WO_INBOUND) {
        traffic->counts.line_in++;
        return false;
    }
    traffic->counts.line_out++;
    leave_inside(traffic, party);
    arrival->kind = WO_AT_LINE;
    return true;
}

/* By time, then trip; who leaves at the line crosses it first. */
static bool before(const wo_arrival *a, const wo_arrival *b)
{
    if (a->at != b->at) {
        return a->at < b->at;
    }
    if (a->trip != b->trip) {
        return a->trip < b->trip;
    }
    return a->kind == WO_AT_LINE && b->kind != WO_AT_LINE;
}

/* Insertion sort: events come by time, only those of the same instant change places. */
static void insert(wo_arrival *arrivals, size_t n, wo_arrival arrival)
{
    while (n > 0 && before(&arrival, &arrivals[n - 1])) {
        arrivals[n] = arrivals[n - 1];
        n--;
    }
    arrivals[n] = arrival;
}

wo_status wo_traffic_hear(wo_traffic *traffic, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
                          const wo_arrival **arrivals, size_t *n_arrivals, wo_error *error)
{
    void *list = traffic->arrivals;
    WO_TRY(
        wo_list_reserve(&list, &traffic->arrivals_capacity, n_events, sizeof traffic->arrivals[0], "arrivals", error));
    traffic->arrivals = list;

    WO_TRY(wo_incidents_window(traffic->incidents, queue, now, events, n_events, error));
    count_released(traffic, now);
    size_t n = 0;
    for (size_t i = 0; i < n_events; i++) {
        wo_arrival arrival;
        if (translate(traffic, &events[i], &arrival)) {
            insert(traffic->arrivals, n++, arrival);
        }
    }
    *arrivals = traffic->arrivals;
    *n_arrivals = n;
    return WO_OK;
}

wo_status wo_traffic_release(wo_traffic *traffic, wo_queue *queue, const wo_release *releases, size_t n,
                             wo_error *error)
{
    for (size_t i = 0; i < n; i++) {
        WO_TRY(release(traffic, queue, &releases[i], error));
    }
    return WO_OK;
}

wo_status wo_traffic_verify(const wo_traffic *traffic, const wo_queue *queue, wo_error *error)
{
    const wo_road *road = traffic->road;
    int64_t on_road = 0, waiting = 0;
    for (uint32_t i = 0; i < road->n_out; i++) {
        wo_segment_state state;
        wo_queue_segment(queue, i, &state);
        on_road += (int64_t)state.entered - state.left;
    }
    for (uint32_t node = 0; node < road->n_nodes; node++) {
        waiting += wo_queue_waiting(queue, node, WO_OUTBOUND);
        on_road += wo_queue_serving(queue, node, WO_OUTBOUND);
    }
    if (traffic->released_outbound != waiting + on_road + traffic->left_outbound) {
        return wo_error_set(error, WO_ERR_INVARIANT,
                            "outbound, %" PRId64 " parties were released, but %" PRId64 " wait, %" PRId64
                            " are on the road and %" PRId64 " left it",
                            traffic->released_outbound, waiting, on_road, traffic->left_outbound);
    }
    if (wo_queue_parties(queue) != traffic->n_parties) {
        return wo_error_set(error, WO_ERR_INVARIANT, "the road knows %" PRIu32 " parties, not %zu",
                            wo_queue_parties(queue), traffic->n_parties);
    }
    return WO_OK;
}
