/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: our own sources and dygraphs, put into the program while it is built. */
#include <string.h>

#include "report.h"

/* The bytes of a file, with a zero behind them. clang and gcc know no other way without a copy of it as C text. */
#define EMBED(name, path)                                                                                              \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".global wo_page_" #name "\n"                                                                              \
            "wo_page_" #name ":\n"                                                                                     \
            ".incbin \"" path "\"\n"                                                                                   \
            ".byte 0\n"                                                                                                \
            ".popsection\n");                                                                                          \
    extern const char wo_page_##name[]

#define OWN(file) WAYOUT_PAGE_FOLDER "/" file

EMBED(html, OWN("page.html"));
EMBED(css, OWN("page.css"));
EMBED(base_js, OWN("base.js"));
EMBED(answer_js, OWN("answer.js"));
EMBED(fan_js, OWN("fan.js"));
EMBED(road_js, OWN("road.js"));
EMBED(heat_js, OWN("heat.js"));
EMBED(weather_js, OWN("weather.js"));
EMBED(film_js, OWN("film.js"));
EMBED(ledger_js, OWN("ledger.js"));
EMBED(main_js, OWN("main.js"));
EMBED(dygraphs_js, WAYOUT_DYGRAPHS_FOLDER "/dygraph.min.js");
EMBED(dygraphs_css, WAYOUT_DYGRAPHS_FOLDER "/dygraph.min.css");
EMBED(dygraphs_licence, WAYOUT_DYGRAPHS_LICENCE);

static void put_plain(FILE *page, const char *text)
{
    fputs(text, page);
}

/* Without the last comment, which names a map of the source that is not there. */
static void put_library(FILE *page, const char *text)
{
    const char *map = strstr(text, "# sourceMappingURL=");
    fwrite(text, 1, map != NULL ? (size_t)(map - text) - 2 : strlen(text), page);
}

/* As content of an element. */
static void put_html(FILE *page, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", page);
            break;
        case '>':
            fputs("&gt;", page);
            break;
        case '&':
            fputs("&amp;", page);
            break;
        default:
            fputc(*text, page);
        }
    }
}

/* JSON inside a script element: these characters stand in its texts alone, and none of them may end the element. */
static void put_json(FILE *page, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<' || *text == '>' || *text == '&') {
            fprintf(page, "\\u%04x", (unsigned)*text);
        } else {
            fputc(*text, page);
        }
    }
}

static void put_scripts(FILE *page, const char *unused)
{
    static const char *const scripts[] = {wo_page_base_js, wo_page_answer_js, wo_page_fan_js,
                                          wo_page_road_js, wo_page_heat_js,   wo_page_weather_js,
                                          wo_page_film_js, wo_page_ledger_js, wo_page_main_js};
    (void)unused;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        fputs(scripts[i], page);
    }
}

void wo_report_page(FILE *page, const char *title, const char *data)
{
    const struct slot {
        const char *mark;
        void (*put)(FILE *page, const char *text);
        const char *text;
    } slots[] = {
        {"@title@", put_html, title},
        {"@css@", put_plain, wo_page_css},
        {"@dygraphs-css@", put_library, wo_page_dygraphs_css},
        {"@dygraphs-js@", put_library, wo_page_dygraphs_js},
        {"@dygraphs-licence@", put_html, wo_page_dygraphs_licence},
        {"@data@", put_json, data},
        {"@js@", put_scripts, NULL},
    };
    const size_t n = sizeof slots / sizeof slots[0];
    for (const char *at = wo_page_html; *at != '\0';) {
        size_t i = 0;
        while (i < n && strncmp(at, slots[i].mark, strlen(slots[i].mark)) != 0) {
            i++;
        }
        if (i == n) {
            fputc(*at++, page);
        } else {
            slots[i].put(page, slots[i].text);
            at += strlen(slots[i].mark);
        }
    }
}
