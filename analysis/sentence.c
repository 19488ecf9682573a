/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "comparison.h"

/* A difference within this share of a group is called almost nothing. */
#define ALMOST_NOTHING 0.01

typedef enum verdict { NO_SUCH_GROUP, ALMOST_NONE, HELPED, SET_BACK, UNCLEAR, OTHER_TOTAL } verdict;
#define N_VERDICTS 6

static const struct group_words {
    const char *name, *amount;
    wo_kind kind;
} group_words[WO_N_GROUPS] = {
    [WO_GROUP_RESIDENTS] = {"residents", "Residents out", WO_KIND_PEOPLE},
    [WO_GROUP_GOODS] = {"goods", "Truck loads of goods out", WO_KIND_LOADS},
    [WO_GROUP_ANIMALS] = {"animals", "Heads of cattle, sheep and goats out", WO_KIND_HEADS},
    [WO_GROUP_ARMY] = {"the army", "Military vehicles out", WO_KIND_VEHICLES},
};

static const char *const verdict_words[N_VERDICTS] = {
    [ALMOST_NONE] = "made almost no difference to",
    [HELPED] = "helped",
    [SET_BACK] = "set back",
    [UNCLEAR] = "had no clear effect on",
    [OTHER_TOTAL] = "comes with another total of",
};

static void WO_PRINTF(2, 3) tell(wo_sentences *sentences, const char *format, ...)
{
    if (sentences->n < WO_MAX_SENTENCES) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(sentences->text[sentences->n++], WO_SENTENCE_SIZE, format, arguments);
        va_end(arguments);
    }
}

static void WO_PRINTF(2, 3) append(char text[WO_SENTENCE_SIZE], const char *format, ...)
{
    size_t used = 0;
    while (used < WO_SENTENCE_SIZE - 1 && text[used] != '\0') {
        used++;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, WO_SENTENCE_SIZE - used, format, arguments);
    va_end(arguments);
}

/* A few people of thousands are not "almost nothing" when they decide whether everyone is out. */
static bool decides_everyone_out(const wo_variant_summary *variant)
{
    const double people = variant->effects[WO_GROUP_RESIDENTS].difference.mean;
    return people > 0 ? variant->everyone_out_difference.low > 0 : variant->everyone_out_difference.high < 0;
}

static verdict judge(const wo_variant_summary *variant, wo_group group)
{
    const wo_effect *effect = &variant->effects[group];
    const wo_summary *difference = &effect->difference;
    if (!effect->same_total) {
        return OTHER_TOTAL;
    }
    if (effect->total <= 0) {
        return NO_SUCH_GROUP;
    }
    const double small = ALMOST_NOTHING * effect->total;
    const bool decisive = group == WO_GROUP_RESIDENTS && decides_everyone_out(variant);
    if (difference->mean_low >= -small && difference->mean_high <= small && !decisive) {
        return ALMOST_NONE;
    }
    if (difference->mean_low > 0) {
        return HELPED;
    }
    return difference->mean_high < 0 ? SET_BACK : UNCLEAR;
}

typedef enum refused_effect { NOT_OF_REFUSED, GAIN_OF_REFUSED, LOSS_OF_REFUSED } refused_effect;

/* Which way the residents out move with the refused alone: those who wanted out fare as before. */
static refused_effect effect_of_refused(const wo_comparison *comparison, size_t v)
{
    const wo_variant_summary *variant = &comparison->variants[v];
    const wo_effect *out = &variant->effects[WO_GROUP_RESIDENTS];
    const wo_summary *willing = &variant->willing_left_difference;
    const wo_measured *refuse = wo_comparison_find(comparison, v, "residents_refused");
    if (refuse == NULL || !out->same_total || willing->mean_low > 0 || willing->mean_high < 0) {
        return NOT_OF_REFUSED;
    }
    if (out->difference.mean_low > 0 && refuse->difference.mean_high < 0) {
        return GAIN_OF_REFUSED;
    }
    return out->difference.mean_high < 0 && refuse->difference.mean_low > 0 ? LOSS_OF_REFUSED : NOT_OF_REFUSED;
}

/* "goods, animals and the army", from group `from` on */
static void list_groups(char text[WO_SENTENCE_SIZE], const char *residents, const verdict verdicts[WO_N_GROUPS],
                        int from, verdict which)
{
    int left = 0;
    for (int group = from; group < WO_N_GROUPS; group++) {
        left += verdicts[group] == which ? 1 : 0;
    }
    for (int group = from; group < WO_N_GROUPS; group++) {
        if (verdicts[group] == which) {
            left--;
            append(text, "%s%s", group == WO_GROUP_RESIDENTS ? residents : group_words[group].name,
                   left > 1    ? ", "
                   : left == 1 ? " and "
                               : "");
        }
    }
}

/* What the effects are put down to. Only where nothing but the deadline differs is it the time. */
static bool is_time(const wo_variant_summary *first, const wo_variant_summary *variant)
{
    return first->deadline_only && variant->deadline_only && variant->closing != first->closing;
}

static void subject(char text[WO_SENTENCE_SIZE], const wo_variant_summary *first, const wo_variant_summary *variant)
{
    const bool time = is_time(first, variant);
    const double later_s = ((double)variant->closing - (double)first->closing) / 1000;
    char duration[WO_TEXT_SIZE];
    wo_text_duration(fabs(later_s), duration);
    if (later_s > 0) {
        append(text, "%s closes %s later than %s. %s ", variant->name, duration, first->name,
               time ? "The extra time" : "What differs");
    } else if (later_s < 0) {
        append(text, "%s closes %s earlier than %s. %s ", variant->name, duration, first->name,
               time ? "The shorter time" : "What differs");
    } else {
        append(text, "%s closes at the same time as %s. What differs ", variant->name, first->name);
    }
}

/* The verdict on the residents comes first, then the others in their fixed order. */
static void headline(const wo_comparison *comparison, size_t v, const verdict verdicts[WO_N_GROUPS],
                     wo_sentences *sentences)
{
    const wo_variant_summary *first = &comparison->variants[0], *variant = &comparison->variants[v];
    char text[WO_SENTENCE_SIZE] = "";
    const char *residents = effect_of_refused(comparison, v) == GAIN_OF_REFUSED ? "residents who had refused"
                                                                                : group_words[WO_GROUP_RESIDENTS].name;
    subject(text, first, variant);
    bool told[N_VERDICTS] = {[NO_SUCH_GROUP] = true};
    const char *joint = "";
    int from = WO_GROUP_RESIDENTS;
    if (verdicts[WO_GROUP_RESIDENTS] == ALMOST_NONE && is_time(first, variant) && variant->closing > first->closing) {
        append(text, "bought residents almost nothing");
        joint = "; it ";
        from++;
    }
    for (int group = from; group < WO_N_GROUPS; group++) {
        const verdict which = verdicts[group];
        if (!told[which]) {
            told[which] = true;
            append(text, "%s%s ", joint, verdict_words[which]);
            list_groups(text, residents, verdicts, from, which);
            joint = "; it ";
        }
    }
    if (joint[0] != '\0') {
        tell(sentences, "%s.", text);
    } else {
        tell(sentences, "%s: no residents, goods, animals or army to compare with %s.", variant->name, first->name);
    }
}

/* More of more is no gain: both totals, and no verdict. */
static void totals(const wo_variant_summary *first, const wo_variant_summary *variant, wo_group group,
                   wo_sentences *sentences)
{
    char out[WO_TEXT_SIZE], total[WO_TEXT_SIZE], first_out[WO_TEXT_SIZE], first_total[WO_TEXT_SIZE];
    wo_text_count(variant->effects[group].out, out);
    wo_text_count(variant->effects[group].total, total);
    wo_text_count(first->effects[group].out, first_out);
    wo_text_count(first->effects[group].total, first_total);
    tell(sentences, "%s: %s of %s instead of %s of %s on average; the totals differ, so this tells no gain or loss.",
         group_words[group].amount, out, total, first_out, first_total);
}

static void details(const wo_variant_summary *variant, wo_group group, verdict is, wo_sentences *sentences)
{
    const struct group_words *words = &group_words[group];
    const wo_effect *effect = &variant->effects[group];
    char mean[WO_TEXT_SIZE], low[WO_TEXT_SIZE], high[WO_TEXT_SIZE], total[WO_TEXT_SIZE];
    wo_text_signed(words->kind, effect->difference.mean, mean);
    wo_text_signed(words->kind, effect->difference.mean_low, low);
    wo_text_signed(words->kind, effect->difference.mean_high, high);
    wo_text_count(effect->total, total);
    tell(sentences, "%s: %s of %s on average (95 %% interval %s to %s)%s.", words->amount, mean, total, low, high,
         is == UNCLEAR ? "; the interval includes zero, so these replications cannot tell" : "");
}

static void everyone_out(const wo_variant_summary *first, const wo_variant_summary *variant, wo_sentences *sentences)
{
    const wo_share_difference *difference = &variant->everyone_out_difference;
    tell(sentences,
         "Everyone who wanted out was out in %.1f %% of replications instead of %.1f %% (%+.1f percentage points, "
         "95 %% interval %+.1f to %+.1f).",
         100 * variant->everyone_out.share, 100 * first->everyone_out.share, 100 * difference->mean,
         100 * difference->low, 100 * difference->high);
}

/* Refusing is decided by the assumed compliance, so it must not hide behind "everyone who wanted out". */
static void who_stayed(const wo_comparison *comparison, size_t v, const char *key, const char *who, const char *caveat,
                       wo_sentences *sentences)
{
    const wo_measured *first = wo_comparison_find(comparison, 0, key);
    const wo_measured *own = wo_comparison_find(comparison, v, key);
    if (first == NULL || own == NULL || (first->value.highest <= 0 && own->value.highest <= 0)) {
        return;
    }
    char median[WO_TEXT_SIZE], range[WO_TEXT_SIZE], instead[WO_TEXT_SIZE];
    wo_text_count(own->value.median, median);
    wo_outcome_range(WO_KIND_PEOPLE, &own->value, range);
    wo_text_count(first->value.median, instead);
    tell(sentences, "Residents who %s: median %s%s%s, %s %s; %s is an assumption.", who, median,
         v > 0 ? " instead of " : "", v > 0 ? instead : "", wo_outcome_range_name(comparison->n_replications), range,
         caveat);
}

static void refused(const wo_comparison *comparison, size_t v, wo_sentences *sentences)
{
    who_stayed(comparison, v, "residents_refused", "refused to leave", "how many comply", sentences);
}

/* They keep "everyone out" from being reached as the stranded do, but no road could have helped them. */
static void not_started(const wo_comparison *comparison, size_t v, wo_sentences *sentences)
{
    who_stayed(comparison, v, "residents_not_started", "had not set out by the closing", "what they believed",
               sentences);
}

static void whose_gain(const wo_comparison *comparison, size_t v, wo_sentences *sentences)
{
    const refused_effect effect = effect_of_refused(comparison, v);
    const wo_summary *willing = &comparison->variants[v].willing_left_difference;
    char low[WO_TEXT_SIZE], high[WO_TEXT_SIZE];
    wo_text_signed(WO_KIND_PEOPLE, willing->mean_low, low);
    wo_text_signed(WO_KIND_PEOPLE, willing->mean_high, high);
    if (effect != NOT_OF_REFUSED) {
        tell(sentences,
             "The %s in residents comes from those who %s; those stranded or not started do not surely change (95 %% "
             "interval %s to %s).",
             effect == GAIN_OF_REFUSED ? "gain" : "loss", effect == GAIN_OF_REFUSED ? "had refused" : "refuse now", low,
             high);
    }
}

static void tell_alone(const wo_comparison *comparison, const wo_variant_summary *variant, wo_sentences *sentences)
{
    const wo_proportion *share = &variant->everyone_out;
    if (!comparison->residents) {
        tell(sentences, "%s: " WO_NO_RESIDENTS ".", variant->name);
        return;
    }
    tell(sentences,
         "%s: everyone who wanted out was out in %zu of %zu replications (%.1f %%, 95 %% interval %.1f to %.1f %%).",
         variant->name, share->hits, share->n, 100 * share->share, 100 * share->low, 100 * share->high);
    const wo_measured *stranded = wo_comparison_find(comparison, 0, "residents_stranded");
    if (stranded != NULL && share->hits < share->n) {
        char median[WO_TEXT_SIZE], range[WO_TEXT_SIZE];
        wo_text_count(stranded->value.median, median);
        wo_outcome_range(WO_KIND_PEOPLE, &stranded->value, range);
        tell(sentences, "Residents stranded at its closing: median %s, %s %s.", median,
             wo_outcome_range_name(comparison->n_replications), range);
    }
    not_started(comparison, 0, sentences);
    refused(comparison, 0, sentences);
}

void wo_sentences_write(const wo_comparison *comparison, size_t variant, wo_sentences *sentences)
{
    const wo_variant_summary *first = &comparison->variants[0], *other = &comparison->variants[variant];
    sentences->n = 0;
    if (variant == 0) {
        tell_alone(comparison, other, sentences);
        return;
    }
    if (comparison->n_replications < 2) {
        tell(sentences, "%s: one replication cannot tell a difference to %s from chance.", other->name, first->name);
        return;
    }
    verdict verdicts[WO_N_GROUPS];
    for (int group = 0; group < WO_N_GROUPS; group++) {
        verdicts[group] = judge(other, (wo_group)group);
    }
    headline(comparison, variant, verdicts, sentences);
    for (int group = 0; group < WO_N_GROUPS; group++) {
        if (verdicts[group] == OTHER_TOTAL) {
            totals(first, other, (wo_group)group, sentences);
        } else if (verdicts[group] != NO_SUCH_GROUP) {
            details(other, (wo_group)group, verdicts[group], sentences);
        }
        if (group == WO_GROUP_RESIDENTS) {
            not_started(comparison, variant, sentences);
            refused(comparison, variant, sentences);
            whose_gain(comparison, variant, sentences);
        }
    }
    if (comparison->residents) {
        everyone_out(first, other, sentences);
    }
}

const char *wo_sentence_caveat(void)
{
    return "When people leave is an assumption of the scenario, not an observation, and so is every value marked as "
           "assumed (wayout check --ledger). The intervals show chance and the uncertain values; they do not show "
           "whether the assumptions hold.";
}
