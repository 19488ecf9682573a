/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-lane stretches: a segment and its twin, used in turn. A visit to either entry makes the step of the stretch, for
 * whoever holds it. */
#include "candidate.h"
#include "equations.h"

bool wo_one_lane_at(const wo_queue *queue, uint32_t node)
{
    return queue->n_one_lanes > 0 && (queue->junctions[wo_boundary_of(queue, node, WO_OUTBOUND)].one_lane != WO_NONE ||
                                      queue->junctions[wo_boundary_of(queue, node, WO_INBOUND)].one_lane != WO_NONE);
}

/* Keep clear: when there is room behind the stretch for `who` and all that have entered it; 0 = there always was,
 * WO_NEVER = somebody has to leave first. */
static wo_ms room_behind(wo_queue *queue, wo_way *way, uint32_t who)
{
    wo_segment *behind = &queue->segments[way->behind];
    const wo_pair *table = &queue->pairs[(size_t)way->behind * queue->n_classes];
    const int64_t need = (int64_t)way->clear.cm + table[wo_class_of(who)].jam - behind->storage;
    if (need <= 0) {
        return 0;
    }
    if (!wo_hole_find(behind, table, &way->clear, behind->head.cm, (uint64_t)need)) {
        wo_want(behind, way->clear.cm, table, who);
        return WO_NEVER;
    }
    return wo_weather_wave(queue, way->behind, behind->ring[way->clear.hole & behind->mask].at);
}

wo_ms wo_one_lane_entry(wo_queue *queue, const wo_junction *junction, uint32_t who, wo_ms at)
{
    wo_shared_lane *lane = &queue->one_lanes[junction->one_lane];
    return wo_later(wo_later(at, lane->start), room_behind(queue, &lane->ways[junction->direction], who));
}

/* The green of the holder starts when who was in the lane before has left it; false while somebody is inside. */
static bool start_green(wo_queue *queue, wo_shared_lane *lane)
{
    if (lane->open) {
        return true;
    }
    wo_segment *before = &queue->segments[lane->ways[1 - lane->holder].inside];
    if (before->head.count != before->tail.count) {
        before->wanted = before->tail.cm < before->wanted ? before->tail.cm : before->wanted;
        return false;
    }
    const wo_ms cleared = before->head.count > 0 ? wo_ms_add(before->head.at, lane->lost) : 0;
    lane->start = lane->last = wo_later(lane->by, cleared);
    lane->open = true;
    return true;
}

/* When the head of the other direction asks for the lane. */
static wo_ms request(const wo_queue *queue, const wo_shared_lane *lane)
{
    const wo_segment *waiting = &queue->segments[lane->ways[1 - lane->holder].before];
    return waiting->head.count == waiting->tail.count ? WO_NEVER
                                                      : waiting->ring[waiting->head.count & waiting->mask].at;
}

static bool admits(const wo_shared_lane *lane, wo_ms at, wo_ms asked)
{
    return at < asked || ((int64_t)at < (int64_t)lane->start + lane->green && at <= wo_ms_add(lane->last, lane->gap));
}

/* When the holder lets the other direction by, if nobody of his own may enter before. */
static wo_ms let_by(const wo_shared_lane *lane, wo_ms asked)
{
    return wo_later(asked, wo_sooner(wo_ms_add(lane->start, lane->green), wo_ms_add(lane->last, lane->gap)));
}

static void enter(wo_queue *queue, wo_shared_lane *lane, const wo_offer *offer)
{
    wo_way *way = &lane->ways[lane->holder];
    way->clear.cm += queue->pairs[(size_t)way->behind * queue->n_classes + wo_class_of(offer->who)].jam;
    lane->last = offer->at;
}

const wo_offer *wo_one_lane_choose(wo_queue *queue, uint32_t *boundary, wo_ms *wake)
{
    wo_shared_lane *lane = &queue->one_lanes[queue->junctions[*boundary].one_lane];
    const wo_offer *offer = queue->offers;
    *wake = WO_NEVER;
    while (start_green(queue, lane)) {
        const uint32_t entry = lane->ways[lane->holder].entry;
        const bool ready = wo_candidate_of_segment(queue, entry, 0, queue->offers) > 0;
        const wo_ms asked = request(queue, lane), by = let_by(lane, asked);
        if (ready && offer->at < queue->end && admits(lane, offer->at, asked)) {
            enter(queue, lane, offer);
            *boundary = entry;
            return offer;
        }
        if (by >= queue->end) {
            *wake = wo_sooner(by, ready ? wo_look_again(queue, offer->at, offer->floor) : WO_NEVER);
            break;
        }
        lane->holder = 1 - lane->holder;
        lane->by = by;
        lane->open = false;
    }
    return NULL;
}

/* One segment in and one out in both directions, and nobody begins or ends there or is held there otherwise. */
static bool is_bare(const wo_queue *queue, uint32_t node)
{
    const wo_direction directions[] = {WO_OUTBOUND, WO_INBOUND};
    bool bare = !wo_one_lane_at(queue, node);
    for (int i = 0; i < 2; i++) {
        const uint32_t boundary = wo_boundary_of(queue, node, directions[i]);
        bare = bare && (queue->boundaries[boundary].features & (WO_AT_JUNCTION | WO_AT_SINK | WO_AT_CHECKPOINT)) == 0 &&
               queue->origins[boundary].count == 0 && queue->junctions[boundary].convoy == WO_NONE;
    }
    return bare;
}

static wo_status check(const wo_queue *queue, uint32_t segment, wo_ms green, wo_ms gap, wo_ms lost, wo_error *error)
{
    const wo_road *road = queue->road;
    WO_TRY(wo_queue_check_place(queue, segment, error));
    if (segment >= road->n_out) {
        return wo_error_set(error, WO_ERR_RANGE, "segment %u of %u outbound ones", segment, road->n_out);
    }
    if (green == 0 || gap == 0 || lost < road->limit_all_ms) {
        return wo_error_set(error, WO_ERR_RANGE,
                            "one lane with turns of %u ms, gap %u ms, lost %u ms (at least %u ms, the limit of the "
                            "road)",
                            green, gap, lost, road->limit_all_ms);
    }
    const uint32_t ends[] = {segment, road->down[segment]};
    for (int i = 0; i < 2; i++) {
        if (!is_bare(queue, ends[i])) {
            return wo_error_set(error, WO_ERR_RANGE, "a one-lane stretch cannot end at node %u, where there is more",
                                ends[i]);
        }
    }
    return WO_OK;
}

/* A passing table for one lane. */
static wo_status reserve_no_pass(wo_queue *queue, wo_error *error)
{
    const size_t n = (size_t)queue->n_classes * WO_PASS_BINS;
    WO_TRY(wo_reserve((void **)&queue->no_pass, &queue->room.no_pass, n, sizeof *queue->no_pass, error));
    for (size_t i = 0; i < n; i++) {
        queue->no_pass[i] = WO_NEVER;
    }
    return WO_OK;
}

/* Joins the segments of one direction to the stretch. */
static wo_way take(wo_queue *queue, uint32_t inside)
{
    const wo_segment *segment = &queue->segments[inside];
    wo_junction *from = &queue->junctions[segment->above], *to = &queue->junctions[segment->below];
    from->one_lane = queue->n_one_lanes;
    to->clears = segment->above;
    queue->boundaries[segment->above].features |= WO_AT_ONE_LANE;
    return (wo_way){.entry = segment->above,
                    .before = queue->inflow[from->first_in],
                    .inside = inside,
                    .behind = queue->outflow[to->first_out],
                    .clear = {.hole = WO_NONE}};
}

wo_status wo_queue_one_lane(wo_queue *queue, uint32_t segment, wo_ms green, wo_ms gap, wo_ms lost, wo_error *error)
{
    WO_TRY(check(queue, segment, green, gap, lost, error));
    WO_TRY(reserve_no_pass(queue, error));
    WO_TRY(wo_reserve((void **)&queue->one_lanes, &queue->room.one_lanes, (size_t)queue->n_one_lanes + 1,
                      sizeof *queue->one_lanes, error));
    const uint32_t twin = wo_twin(queue, segment);
    queue->one_lanes[queue->n_one_lanes] = (wo_shared_lane){
        .green = green, .gap = gap, .lost = lost, .open = true, .ways = {take(queue, segment), take(queue, twin)}};
    queue->n_one_lanes++;
    queue->coupled[segment].rates = queue->coupled[twin].rates = queue->no_pass;
    return WO_OK;
}
