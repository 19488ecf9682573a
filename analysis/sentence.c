/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "comparison.h"

/* A difference within this share of a group is called almost nothing. */
#define ALMOST_NOTHING 0.01

typedef enum verdict { NO_SUCH_GROUP, ALMOST_NONE, HELPED, SET_BACK, UNCLEAR } verdict;
#define N_VERDICTS 5

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
    if (effect->total <= 0 && difference->low >= 0 && difference->high <= 0) {
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

/* "goods, animals and the army", from group `from` on */
static void list_groups(char text[WO_SENTENCE_SIZE], const verdict verdicts[WO_N_GROUPS], int from, verdict which)
{
    int left = 0;
    for (int group = from; group < WO_N_GROUPS; group++) {
        left += verdicts[group] == which ? 1 : 0;
    }
    for (int group = from; group < WO_N_GROUPS; group++) {
        if (verdicts[group] == which) {
            left--;
            append(text, "%s%s", group_words[group].name, left > 1 ? ", " : left == 1 ? " and " : "");
        }
    }
}

static void subject(char text[WO_SENTENCE_SIZE], const wo_variant_summary *first, const wo_variant_summary *variant)
{
    const double later_s = ((double)variant->closing - (double)first->closing) / 1000;
    char duration[WO_TEXT_SIZE];
    wo_text_duration(fabs(later_s), duration);
    if (later_s > 0) {
        append(text, "%s closes %s later than %s. The extra time ", variant->name, duration, first->name);
    } else if (later_s < 0) {
        append(text, "%s closes %s earlier than %s. The shorter time ", variant->name, duration, first->name);
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
    subject(text, first, variant);
    bool told[N_VERDICTS] = {[NO_SUCH_GROUP] = true};
    const char *joint = "";
    int from = WO_GROUP_RESIDENTS;
    if (verdicts[WO_GROUP_RESIDENTS] == ALMOST_NONE && variant->closing > first->closing) {
        append(text, "bought residents almost nothing");
        joint = "; it ";
        from++;
    }
    for (int group = from; group < WO_N_GROUPS; group++) {
        const verdict which = verdicts[group];
        if (!told[which]) {
            told[which] = true;
            append(text, "%s%s ", joint, verdict_words[which]);
            list_groups(text, verdicts, from, which);
            joint = "; it ";
        }
    }
    tell(sentences, "%s.", text);
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

static void tell_alone(const wo_comparison *comparison, const wo_variant_summary *variant, wo_sentences *sentences)
{
    const wo_proportion *share = &variant->everyone_out;
    tell(sentences,
         "%s: everyone who wanted out was out in %zu of %zu replications (%.1f %%, 95 %% interval %.1f to %.1f %%).",
         variant->name, share->hits, share->n, 100 * share->share, 100 * share->low, 100 * share->high);
    const wo_measured *stranded = wo_comparison_find(comparison, 0, "residents_stranded");
    if (stranded != NULL && share->hits < share->n) {
        char median[WO_TEXT_SIZE], range[WO_TEXT_SIZE];
        wo_text_count(stranded->value.median, median);
        wo_text_range(WO_KIND_PEOPLE, stranded->value.low, stranded->value.high, range);
        tell(sentences, "Residents stranded at its closing: median %s, 95 %% of outcomes %s.", median, range);
    }
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
        if (verdicts[group] != NO_SUCH_GROUP) {
            details(other, (wo_group)group, verdicts[group], sentences);
        }
    }
    everyone_out(first, other, sentences);
}

const char *wo_sentence_caveat(void)
{
    return "When people leave is an assumption of the scenario, not an observation, and so is every value marked as "
           "assumed (wayout check --ledger). The intervals show chance and the uncertain values; they do not show "
           "whether the assumptions hold.";
}
