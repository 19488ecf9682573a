/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain sentences on outcomes that are made so that one of them is true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_outcomes.h"

static void check(int later_days, more_out more, const char *headline, const char *detail)
{
    static outcome_pair pair;
    wo_comparison comparison;
    wo_sentences told;
    wo_error error = {0};
    outcome_pair_init(&pair, later_days);
    outcome_pair_add(&pair, more);
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    wo_sentences_write(&comparison, 1, &told);
    bool found = false;
    for (size_t i = 1; i < told.n; i++) {
        found = found || strstr(told.text[i], detail) != NULL;
    }
    if (!found || strcmp(told.text[0], headline) != 0) {
        for (size_t i = 0; i < told.n; i++) {
            print_error("%s\n", told.text[i]);
        }
    }
    assert_string_equal(told.text[0], headline);
    assert_true(found);
    wo_comparison_free(&comparison);
}

static void headlines(void **state)
{
    (void)state;
    check(9, (more_out){.people = 500, .spread = 20},
          "extended closes 9 d later than original. The extra time helped residents; it made almost no difference to "
          "goods, animals and the army.",
          "Residents out: +500 of 2,800 on average (95 % interval +494 to +506).");
    check(9, (more_out){.people = 4, .spread = 2, .loads = 300, .heads = 1200, .army = 150},
          "extended closes 9 d later than original. The extra time bought residents almost nothing; it helped goods, "
          "animals and the army.",
          "Truck loads of goods out: +300 of 600 on average (95 % interval +300 to +300).");
    check(9, (more_out){.people = 0, .loads = 300},
          "extended closes 9 d later than original. The extra time bought residents almost nothing; it helped goods; "
          "it made almost no difference to animals and the army.",
          "Residents out: 0 of 2,800 on average (95 % interval 0 to 0).");
    check(9, (more_out){.people = -400, .spread = 10, .loads = 300, .heads = 1200, .army = 150},
          "extended closes 9 d later than original. The extra time set back residents; it helped goods, animals and "
          "the army.",
          "Residents out: -400 of 2,800");
    check(9, (more_out){.people = 20, .spread = 300, .loads = 300, .heads = 1200, .army = 150},
          "extended closes 9 d later than original. The extra time had no clear effect on residents; it helped goods, "
          "animals and the army.",
          "the interval includes zero, so these replications cannot tell");
    check(-2, (more_out){.people = -900, .loads = -100, .heads = -500, .army = -50},
          "extended closes 2 d earlier than original. The shorter time set back residents, goods, animals and the "
          "army.",
          "Residents out: -900 of 2,800");
    check(0, (more_out){.people = 0, .loads = 100},
          "extended closes at the same time as original. What differs made almost no difference to residents, animals "
          "and the army; it helped goods.",
          "Truck loads of goods out: +100 of 600");
    check(9, (more_out){.people = 500, .differs = true},
          "extended closes 9 d later than original. What differs helped residents; it made almost no difference to "
          "goods, animals and the army.",
          "Residents out: +500 of 2,800");
    check(9, (more_out){.people = 0, .loads = 300, .differs = true},
          "extended closes 9 d later than original. What differs made almost no difference to residents, animals and "
          "the army; it helped goods.",
          "Residents out: 0 of 2,800");
    check(-2, (more_out){.people = -900, .differs = true},
          "extended closes 2 d earlier than original. What differs set back residents; it made almost no difference to "
          "goods, animals and the army.",
          "Residents out: -900 of 2,800");
    check(9, (more_out){.people = 500, .loads = 100, .more_loads = 300, .differs = true},
          "extended closes 9 d later than original. What differs helped residents; it comes with another total of "
          "goods; it made almost no difference to animals and the army.",
          "Truck loads of goods out: 300 of 900 instead of 200 of 600 on average; the totals differ, so this tells no "
          "gain or loss.");
}

/* Who is out instead of refusing is not who was stranded before. */
static void the_refused_are_told(void **state)
{
    (void)state;
    static const char helped[] = "extended closes 9 d later than original. The extra time helped residents who "
                                 "had refused; it made almost no difference to goods, animals and the army.";
    check(9, (more_out){.refused = 40}, helped,
          "Residents who refused to leave: median 10 instead of 50, 95 % of outcomes 10 .. 10; how many comply is an "
          "assumption.");
    check(9, (more_out){.refused = 40}, helped,
          "The gain in residents comes from those who had refused; those stranded or not started do not surely change "
          "(95 % interval 0 to 0).");
    check(9, (more_out){.refused = 40, .people = 1, .spread = 10}, helped,
          "do not surely change (95 % interval -4.2 to +2.2)");
    check(9, (more_out){.refused = -40},
          "extended closes 9 d later than original. The extra time set back residents; it made almost no difference to "
          "goods, animals and the army.",
          "The loss in residents comes from those who refuse now; those stranded");
    static outcome_pair pair;
    wo_comparison comparison;
    wo_sentences told;
    wo_error error = {0};
    outcome_pair_init(&pair, 9);
    outcome_pair_add(&pair, (more_out){.refused = 40});
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    wo_sentences_write(&comparison, 0, &told);
    assert_int_equal(told.n, 3);
    assert_string_equal(told.text[2], "Residents who refused to leave: median 50, 95 % of outcomes 50 .. 50; how many "
                                      "comply is an assumption.");
    wo_comparison_free(&comparison);
}

/* They are not out, though nothing held them on the road. */
static void who_had_not_set_out_is_told(void **state)
{
    (void)state;
    check(9, (more_out){.idle = 60},
          "extended closes 9 d later than original. The extra time bought residents almost nothing; it made almost no "
          "difference to goods, animals and the army.",
          "Residents who had not set out by the closing: median 30 instead of 60, 95 % of outcomes 30 .. 30; what they "
          "believed is an assumption.");
}

/* More or fewer of those who wanted out are stranded, too. */
static void not_every_gain_is_of_the_refused(void **state)
{
    (void)state;
    static const more_out cases[] = {{.refused = 40, .people = 300}, {.refused = 40, .people = -20}, {.people = 300}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        static outcome_pair pair;
        wo_comparison comparison;
        wo_sentences told;
        wo_error error = {0};
        outcome_pair_init(&pair, 9);
        outcome_pair_add(&pair, cases[c]);
        assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
        wo_sentences_write(&comparison, 1, &told);
        for (size_t i = 0; i < told.n; i++) {
            assert_null(strstr(told.text[i], "comes from those who"));
            assert_null(strstr(told.text[i], "who had refused"));
        }
        wo_comparison_free(&comparison);
    }
}

static char *print(const outcome_pair *pair, bool json);

/* Quantiles of few outcomes would promise more than these can tell. */
static void few_outcomes_have_a_range(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        const char *words, *no_words;
    } cases[] = {
        {40, "95 % of outcomes 795 .. 805.", "only 40"},
        {40, "   95 % of outcomes   mean", "range"},
        {39, "   range   mean", "95 % of outcomes"},
        {39, "median 800, range 795 .. 805.", "only 39"},
        {20, "   range   mean", "only 20"},
        {19, "\nonly 19 replications: intervals are wide and may be wrong\n", "95 % of outcomes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static outcome_pair pair;
        outcome_pair_init(&pair, 9);
        pair.outcomes.n_variants = 1; /* the list is by variant, then replication */
        pair.outcomes.n_replications = cases[i].n;
        char *text = print(&pair, false);
        if (strstr(text, cases[i].words) == NULL || strstr(text, cases[i].no_words) != NULL) {
            print_error("%zu wants '%s', not '%s'\n", cases[i].n, cases[i].words, cases[i].no_words);
            fputs(text, stderr);
        }
        assert_non_null(strstr(text, cases[i].words));
        assert_null(strstr(text, cases[i].no_words));
        free(text);
    }
}

/* Without residents all of them are out, at once and for sure, which would mean nothing. */
static void without_residents_nothing_is_told_of_them(void **state)
{
    (void)state;
    static outcome_pair pair;
    outcome_pair_init(&pair, 9);
    outcome_pair_add(&pair, (more_out){.loads = 300});
    for (int r = 0; r < 2 * PAIRS; r++) {
        pair.list[r].people_out = pair.list[r].people_stranded = 0;
        pair.list[r].everyone_out = 1;
    }
    char *table = print(&pair, false), *json = print(&pair, true);
    assert_non_null(strstr(table, "\nno residents in this scenario\n"));
    assert_non_null(strstr(table, "original: no residents in this scenario."));
    assert_non_null(strstr(table, "The extra time helped goods;"));
    assert_null(strstr(table, "Residents"));
    assert_null(strstr(table, "veryone"));
    assert_null(strstr(table, "residents,"));
    assert_non_null(strstr(json, "\"everyone_out\": null"));
    assert_non_null(strstr(json, "\"ete_100_s\": null"));
    free(table);
    free(json);
}

/* Five people of 2,800 are less than 1 %, but they are the last ones. */
static void the_last_few_count(void **state)
{
    (void)state;
    static outcome_pair pair;
    wo_comparison comparison;
    wo_sentences told;
    wo_error error = {0};
    outcome_pair_init(&pair, 9);
    for (int r = 0; r < PAIRS; r++) {
        pair.list[r].people_out = pair.list[PAIRS + r].people_out = 2795;
        pair.list[r].people_stranded = pair.list[PAIRS + r].people_stranded = 5;
    }
    outcome_pair_add(&pair, (more_out){.people = 5});
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    wo_sentences_write(&comparison, 1, &told);
    assert_non_null(strstr(told.text[0], "The extra time helped residents"));
    assert_non_null(strstr(told.text[told.n - 1], "in 100.0 % of replications instead of 0.0 %"));
    wo_comparison_free(&comparison);
}

static void the_first_variant_speaks_for_itself(void **state)
{
    (void)state;
    static outcome_pair pair;
    wo_comparison comparison;
    wo_sentences told;
    wo_error error = {0};
    outcome_pair_init(&pair, 9);
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    wo_sentences_write(&comparison, 0, &told);
    assert_int_equal(told.n, 2);
    assert_string_equal(told.text[0], "original: everyone who wanted out was out in 0 of 40 replications (0.0 %, 95 % "
                                      "interval 0.0 to 8.8 %).");
    assert_non_null(strstr(told.text[1], "median 800, 95 % of outcomes 795 .. 805"));
    assert_non_null(strstr(wo_sentence_caveat(), "assumption"));
    wo_comparison_free(&comparison);
}

static void one_replication_tells_nothing(void **state)
{
    (void)state;
    static outcome_pair pair;
    wo_comparison comparison;
    wo_sentences told;
    wo_error error = {0};
    outcome_pair_init(&pair, 9);
    pair.list[1] = pair.list[PAIRS];
    pair.outcomes.n_replications = 1;
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    wo_sentences_write(&comparison, 1, &told);
    assert_int_equal(told.n, 1);
    assert_non_null(strstr(told.text[0], "cannot tell"));
    wo_comparison_free(&comparison);
    pair.outcomes.n_replications = 0;
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_ERR_RANGE);
    wo_comparison_free(&comparison);
}

/* What a quarter of the replications did not reach has no mean and no difference. */
static void not_reached_stays_not_reached(void **state)
{
    (void)state;
    static outcome_pair pair;
    wo_comparison comparison;
    wo_error error = {0};
    outcome_pair_init(&pair, 9);
    outcome_pair_add(&pair, (more_out){.loads = 300});
    assert_int_equal(wo_comparison_init(&comparison, &pair.input, &error), WO_OK);
    const wo_measured *ete = wo_comparison_find(&comparison, 1, "ete_90_s");
    assert_non_null(ete);
    assert_int_equal(ete->value.n_infinite, PAIRS / 4);
    assert_true(ete->value.median >= 360000 && ete->value.median <= 360000);
    assert_true(ete->value.mean > 1e300);
    assert_int_equal(ete->difference.n, 0);
    const wo_measured *loads = wo_comparison_find(&comparison, 1, "loads_out");
    assert_int_equal(loads->difference.n, PAIRS);
    assert_int_equal((int)loads->difference.mean, 300);
    assert_int_equal(wo_comparison_find(&comparison, 0, "loads_out")->difference.n, 0);
    assert_int_equal(comparison.variants[0].queue.segment, 0);
    assert_int_equal(comparison.variants[0].queue.runs, 26);
    assert_string_equal(comparison.variants[0].queue.section, "pass");
    wo_comparison_free(&comparison);
}

static char *print(const outcome_pair *pair, bool json)
{
    wo_comparison comparison;
    wo_error error = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_int_equal(wo_comparison_init(&comparison, &pair->input, &error), WO_OK);
    (json ? wo_compare_json : wo_compare_table)(&comparison, stream);
    wo_comparison_free(&comparison);
    fclose(stream);
    return text;
}

static void the_table_is_narrow(void **state)
{
    (void)state;
    static outcome_pair pair;
    outcome_pair_init(&pair, 9);
    outcome_pair_add(&pair, (more_out){.people = 500, .spread = 20, .loads = 300});
    char *text = print(&pair, false);
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t used = 0;
        for (size_t i = 0; line[i] != '\n'; i++) {
            used += ((unsigned char)line[i] & 0xC0u) != 0x80u ? 1 : 0;
        }
        if (used > 100) {
            print_error("%.*s\n", (int)strcspn(line, "\n"), line);
        }
        assert_true(used <= 100);
    }
    assert_non_null(strstr(text, "not reached in 10 of 40"));
    assert_non_null(strstr(text, "section pass, 3.2 km before the exit (26 of 40)"));
    free(text);
}

static void json_knows_no_infinity(void **state)
{
    (void)state;
    static outcome_pair pair;
    outcome_pair_init(&pair, 9);
    char *text = print(&pair, true);
    assert_null(strstr(text, "inf"));
    assert_null(strstr(text, "nan"));
    assert_non_null(strstr(text, "\"not_reached\": 10"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines),
        cmocka_unit_test(the_refused_are_told),
        cmocka_unit_test(who_had_not_set_out_is_told),
        cmocka_unit_test(not_every_gain_is_of_the_refused),
        cmocka_unit_test(few_outcomes_have_a_range),
        cmocka_unit_test(without_residents_nothing_is_told_of_them),
        cmocka_unit_test(the_last_few_count),
        cmocka_unit_test(the_first_variant_speaks_for_itself),
        cmocka_unit_test(one_replication_tells_nothing),
        cmocka_unit_test(not_reached_stays_not_reached),
        cmocka_unit_test(the_table_is_narrow),
        cmocka_unit_test(json_knows_no_infinity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
