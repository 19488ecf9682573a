/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather: factors in force, and the odometers that retime who and what is under way when they change. */
#include "state.h"

static const wo_weather_piece dry = {
    .from = 0, .speed_q16 = 65536, .wave_q16 = 65536, .capacity_q16 = 65536, .sight_q16 = 65536};

static const wo_sky *sky_of(const wo_queue *queue, uint32_t segment)
{
    const uint32_t sky = queue->conditions[segment].sky;
    return sky == WO_NONE ? NULL : &queue->skies[sky];
}

const wo_weather_piece *wo_weather_now(const wo_queue *queue, uint32_t segment)
{
    const wo_sky *sky = sky_of(queue, segment);
    return sky == NULL ? &dry : &sky->pieces[sky->present];
}

static wo_ms end_of(const wo_sky *sky, uint32_t piece)
{
    return piece + 1 < sky->n_pieces ? sky->pieces[piece + 1].from : WO_NEVER;
}

wo_ms wo_weather_until(const wo_queue *queue, uint32_t segment)
{
    const wo_sky *sky = sky_of(queue, segment);
    return sky == NULL ? WO_NEVER : end_of(sky, sky->present);
}

/* The last spell that began at or before `at`. */
static uint32_t spell_at(const wo_spell *spells, uint32_t n, wo_ms at)
{
    uint32_t low = 0, high = n;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (spells[middle].from <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* X(at) */
static uint64_t odometer(const wo_spell *spells, uint32_t n, wo_ms at)
{
    const wo_spell *spell = &spells[spell_at(spells, n, at)];
    return spell->sum + (uint64_t)(at - spell->from) * spell->factor;
}

/* End of a stretch of `dry_ms` of dry travel begun at `from`. */
static wo_ms over(const wo_spell *spells, uint32_t n, wo_ms from, wo_ms dry_ms)
{
    uint32_t k = spell_at(spells, n, from);
    const uint64_t distance = (uint64_t)dry_ms << 16, goal = odometer(spells, n, from) + distance;
    uint64_t at = from + wo_div(distance, spells[k].factor);
    if (k + 1 < n && at >= spells[k + 1].from) {
        while (k + 1 < n && spells[k + 1].sum < goal) {
            k++;
        }
        at = spells[k].from + wo_div(goal - spells[k].sum, spells[k].factor);
    }
    return at < WO_NEVER ? (wo_ms)at : WO_NEVER;
}

const wo_weather_piece *wo_weather_at(const wo_queue *queue, uint32_t segment, wo_ms at)
{
    const wo_sky *sky = sky_of(queue, segment);
    return sky == NULL ? &dry : &sky->pieces[spell_at(&queue->spells[sky->first_spell], sky->n_pieces, at)];
}

uint64_t wo_weather_odometer(const wo_queue *queue, uint32_t segment, wo_ms at)
{
    const wo_sky *sky = sky_of(queue, segment);
    return sky == NULL ? (uint64_t)at << 16 : odometer(&queue->spells[sky->first_spell], sky->n_pieces, at);
}

wo_ms wo_weather_travel(const wo_queue *queue, uint32_t segment, uint32_t c, wo_ms at)
{
    const wo_sky *sky = sky_of(queue, segment);
    const wo_ms travel = queue->road->travel_ms[(size_t)segment * queue->n_classes + c];
    return sky == NULL ? wo_ms_add(at, travel) : over(&queue->spells[sky->first_spell], sky->n_pieces, at, travel);
}

wo_ms wo_weather_wave(const wo_queue *queue, uint32_t segment, wo_ms at)
{
    const wo_sky *sky = sky_of(queue, segment);
    const wo_ms wave = queue->road->wave_ms[segment];
    return sky == NULL ? wo_ms_add(at, wave)
                       : over(&queue->spells[sky->first_spell + sky->n_pieces], sky->n_pieces, at, wave);
}

static bool in_range(uint32_t factor)
{
    return factor >= 1 && factor <= 65536;
}

static wo_status check_pieces(const wo_queue *queue, const wo_weather_piece *pieces, size_t n, wo_error *error)
{
    if (queue->options.grid_ms == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "weather needs a coupling grid");
    }
    if (n == 0 || n >= WO_NEVER || pieces[0].from != 0) {
        return wo_error_set(error, WO_ERR_RANGE, "weather must begin at 0 ms");
    }
    for (size_t i = 0; i < n; i++) {
        const wo_weather_piece *piece = &pieces[i];
        if (piece->from % queue->options.grid_ms != 0 || (i > 0 && piece->from <= pieces[i - 1].from)) {
            return wo_error_set(error, WO_ERR_RANGE, "weather at %u ms is no later multiple of the grid, %u ms",
                                piece->from, queue->options.grid_ms);
        }
        if (!in_range(piece->speed_q16) || !in_range(piece->wave_q16) || !in_range(piece->capacity_q16) ||
            !in_range(piece->sight_q16)) {
            return wo_error_set(error, WO_ERR_RANGE, "weather at %u ms has a factor outside 1 .. 65536", piece->from);
        }
    }
    return WO_OK;
}

static void sum_up(wo_spell *spells, const wo_weather_piece *pieces, size_t n, bool wave)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            sum += (uint64_t)(pieces[i].from - pieces[i - 1].from) * spells[i - 1].factor;
        }
        spells[i] =
            (wo_spell){.sum = sum, .from = pieces[i].from, .factor = wave ? pieces[i].wave_q16 : pieces[i].speed_q16};
    }
}

/* The sky of these pieces; segments that are told the same pieces share it. */
static wo_status find_sky(wo_queue *queue, const wo_weather_piece *pieces, size_t n, uint32_t *sky, wo_error *error)
{
    for (uint32_t i = queue->n_skies; i-- > 0;) {
        if (queue->skies[i].pieces == pieces && queue->skies[i].n_pieces == n) {
            *sky = i;
            return WO_OK;
        }
    }
    WO_TRY(wo_reserve((void **)&queue->skies, &queue->room.skies, (size_t)queue->n_skies + 1, sizeof *queue->skies,
                      error));
    WO_TRY(wo_reserve((void **)&queue->spells, &queue->room.spells, queue->n_spells + 2 * n, sizeof *queue->spells,
                      error));
    *sky = queue->n_skies++;
    queue->skies[*sky] = (wo_sky){.pieces = pieces, .n_pieces = (uint32_t)n, .first_spell = queue->n_spells};
    sum_up(&queue->spells[queue->n_spells], pieces, n, false);
    sum_up(&queue->spells[queue->n_spells + n], pieces, n, true);
    queue->n_spells += 2 * n;
    return WO_OK;
}

/* Through the worst of the pieces all the way. */
static wo_ms slowest_wave(const wo_queue *queue, uint32_t segment, const wo_weather_piece *pieces, size_t n)
{
    uint32_t least = 65536;
    for (size_t i = 0; i < n; i++) {
        least = wo_sooner(least, pieces[i].wave_q16);
    }
    return wo_under(queue->road->wave_ms[segment], least);
}

wo_status wo_queue_weather(wo_queue *queue, uint32_t segment, const wo_weather_piece *pieces, size_t n, wo_error *error)
{
    uint32_t sky = WO_NONE;
    if (queue->now > 0) {
        return wo_error_set(error, WO_ERR_RANGE, "weather cannot be changed after the clock has started");
    }
    if (segment >= queue->n_segments) {
        return wo_error_set(error, WO_ERR_RANGE, "segment %u of %u", segment, queue->n_segments);
    }
    WO_TRY(check_pieces(queue, pieces, n, error));
    WO_TRY(find_sky(queue, pieces, n, &sky, error));
    queue->conditions[segment].sky = sky;
    queue->conditions[segment].slowest = slowest_wave(queue, segment, pieces, n);
    queue->altered = true;
    queue->weather_change = wo_sooner(queue->weather_change, end_of(&queue->skies[sky], 0));
    wo_tables_fill(queue, segment);
    return WO_OK;
}

/* Tables of all segments under skies that have changed. */
static void change_segments(wo_queue *queue)
{
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        const wo_sky *sky = sky_of(queue, s);
        if (sky != NULL && sky->pieces[sky->present].from == queue->now) {
            wo_tables_fill(queue, s);
        }
    }
}

void wo_weather_update(wo_queue *queue)
{
    if (queue->now < queue->weather_change) {
        return;
    }
    queue->weather_change = WO_NEVER;
    for (uint32_t i = 0; i < queue->n_skies; i++) {
        wo_sky *sky = &queue->skies[i];
        sky->present += end_of(sky, sky->present) <= queue->now;
        queue->weather_change = wo_sooner(queue->weather_change, end_of(sky, sky->present));
    }
    change_segments(queue);
}
