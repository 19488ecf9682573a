/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page, panels and axes of a figure in gnuplot's language. */
#include <math.h>
#include <string.h>

#include "plot.h"

#define DAY_S  86400.0
#define HOUR_S 3600.0
/* Bytes of a title and of a name that fit. */
#define TITLE_SIZE   96
#define NAME_SIZE    20
#define CAPTION_SIZE 130

static const char *const colours[] = {WO_INK_BLUE, WO_INK_VERMILION, WO_INK_GREEN, "#CC79A7",
                                      "#E69F00",   "#56B4E9",        "#000000"};
#define N_COLOURS (sizeof colours / sizeof colours[0])

const char *wo_plot_colour(size_t variant)
{
    return colours[variant % N_COLOURS];
}

/* Length of the UTF-8 character at `text`, 0 where there is none that XML allows. */
static size_t character(const char *text)
{
    const unsigned char first = (unsigned char)text[0];
    const size_t n = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : 4;
    if (first < 0x20 || first == 0x7F || (first >= 0x80 && first < 0xC2) || first > 0xF4) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)text[i] & 0xC0u) != 0x80u) {
            return 0;
        }
    }
    const unsigned char second = (unsigned char)text[n > 1 ? 1 : 0];
    const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool too_high = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
    const bool no_character = first == 0xEF && second == 0xBF && (unsigned char)text[2] >= 0xBE;
    const bool control = first == 0xC2 && second < 0xA0;
    return too_long || too_high || no_character || control ? 0 : n;
}

void wo_plot_quote(FILE *script, const char *text, size_t most)
{
    size_t used = 0;
    fputc('\'', script);
    while (text[0] != '\0') {
        const size_t n = character(text);
        if (used + n > most && strlen(text) > n) {
            fputs("\u2026", script);
            break;
        }
        if (n == 0) {
            fputc(' ', script);
        } else if (text[0] == '\'') {
            fputs("\u2019", script); /* gnuplot 5.4 misreads two doubled quotes in a row */
        } else {
            fwrite(text, 1, n, script);
        }
        used += n > 0 ? n : 1;
        text += n > 0 ? n : 1;
    }
    fputc('\'', script);
}

void wo_plot_number(FILE *script, double value)
{
    if (isfinite(value)) {
        fprintf(script, " %.10g", value);
    } else {
        fputs(" NaN", script);
    }
}

static void terminal(const wo_plot_job *job)
{
    static const char *const faces[] = {
        [WO_PICTURE_SVG] = "sans-serif", [WO_PICTURE_PDF] = "sans", [WO_PICTURE_PNG] = "sans"};
    static const double sizes[] = {[WO_PICTURE_SVG] = 13, [WO_PICTURE_PDF] = 9.5, [WO_PICTURE_PNG] = 20};
    const char *face = faces[job->picture];
    const double size = sizes[job->picture];
    fputs("set encoding utf8\nset locale 'C'\n", job->script);
    switch (job->picture) {
    case WO_PICTURE_SVG:
        fprintf(job->script, "set terminal svg size %d,%d linewidth 1.2 background rgb 'white'", WO_PAGE_WIDTH,
                job->height);
        break;
    case WO_PICTURE_PDF:
        fprintf(job->script, "set terminal pdfcairo size 18cm,%.2fcm linewidth 1.5",
                18.0 * job->height / WO_PAGE_WIDTH);
        break;
    case WO_PICTURE_PNG:
        fprintf(job->script, "set terminal pngcairo size %d,%d linewidth 2", 2 * WO_PAGE_WIDTH, 2 * job->height);
        break;
    }
    fprintf(job->script, " noenhanced font '%s,%g'\n", face, size);
    fprintf(job->script, "bold = '%s Bold,%g'\nlarge = '%s Bold,%g'\nsmall = '%s,%g'\n", face, size, face, 1.2 * size,
            face, 0.85 * size);
}

static void title(const wo_plot_job *job, const char *subject)
{
    char text[512];
    const wo_header *header = &job->header;
    snprintf(text, sizeof text, "%.400s: %s", header->title, subject);
    fputs("set label 1001 ", job->script);
    wo_plot_quote(job->script, job->options->title != NULL ? job->options->title : text, TITLE_SIZE);
    fprintf(job->script, " at screen %g,%g left font large\n", 16.0 / WO_PAGE_WIDTH, 1 - 18.0 / job->height);
}

static void caption(const wo_plot_job *job, const char *note)
{
    char text[256], zone[WO_TEXT_SIZE], name[WO_TEXT_SIZE];
    const wo_header *header = &job->header;
    wo_text_zone(header->start, zone);
    wo_text_count(header->replications, name);
    snprintf(text, sizeof text, ". %s replication%s, seed %llu. Dates are local time (%s).", name,
             header->replications == 1 ? "" : "s", (unsigned long long)header->seed, zone);
    if (note != NULL) {
        fputs("set label 1002 ", job->script);
        wo_plot_quote(job->script, note, CAPTION_SIZE);
        fprintf(job->script, " at screen %g,%g left font small tc rgb '" WO_INK_GREY "'\n", 16.0 / WO_PAGE_WIDTH,
                30.0 / job->height);
    }
    fputs("set label 1003 ", job->script);
    wo_plot_quote(job->script, header->title, TITLE_SIZE - 32);
    fputs(" . ", job->script);
    wo_plot_quote(job->script, text, sizeof text);
    fprintf(job->script, " at screen %g,%g left font small tc rgb '" WO_INK_GREY "'\n", 16.0 / WO_PAGE_WIDTH,
            13.0 / job->height);
}

void wo_plot_page(wo_plot_job *job, const char *subject, const char *note, int height)
{
    job->height = height;
    terminal(job);
    fputs("set multiplot\nset style fill solid noborder\nset border 3 lc rgb '" WO_INK_GREY "'\n"
          "set tics nomirror out scale 0.6\nset grid lc rgb '#DCDCDC' lw 0.8 dt 1\nset grid back\nset key left top "
          "Left reverse samplen 2 font small\n",
          job->script);
    title(job, subject);
    caption(job, note);
}

void wo_plot_panel(wo_plot_job *job, int left, int right, int top, int bottom)
{
    const double width = WO_PAGE_WIDTH, height = job->height;
    fprintf(job->script,
            "set lmargin at screen %.6f\nset rmargin at screen %.6f\nset tmargin at screen %.6f\n"
            "set bmargin at screen %.6f\n",
            left / width, right / width, 1 - top / height, 1 - bottom / height);
}

void wo_plot_heading(wo_plot_job *job, const char *text)
{
    fputs("set label 1 ", job->script);
    wo_plot_quote(job->script, text, TITLE_SIZE);
    fputs(" at graph 0, graph 1 left offset 0,0.7 font bold\n", job->script);
}

double wo_plot_when(const wo_plot_job *job, double seconds)
{
    return (double)job->header.start.unix_ms / 1000 + 60.0 * job->header.start.offset_minutes + seconds;
}

/* Seconds between two labels that leave them room. */
static double time_step(double span)
{
    static const double steps[] = {HOUR_S / 4, HOUR_S / 2, HOUR_S, 2 * HOUR_S, 3 * HOUR_S,
                                   6 * HOUR_S, DAY_S / 2,  DAY_S,  2 * DAY_S,  5 * DAY_S};
    const size_t n = sizeof steps / sizeof steps[0];
    size_t i = 0;
    while (i + 1 < n && span / steps[i] > 10) {
        i++;
    }
    return steps[i];
}

void wo_plot_time_axis(wo_plot_job *job, double end, bool labelled)
{
    wo_plot_time_window(job, 0, end, labelled);
}

void wo_plot_time_window(wo_plot_job *job, double from, double end, bool labelled)
{
    const double step = time_step(end - from);
    fprintf(job->script, "set xrange [%.0f:%.0f]\nset xtics time %.0f\n", wo_plot_when(job, from),
            wo_plot_when(job, end), step);
    if (!labelled) {
        fputs("set xtics format ''\n", job->script);
        return;
    }
    fprintf(job->script, "set xtics format \"%s\" timedate\n", step < DAY_S ? "%H:%M\\n%d %b" : "%d %b\\n%Y");
}

void wo_plot_closing(wo_plot_job *job, size_t variant)
{
    char closing[WO_TEXT_SIZE];
    const double at = wo_plot_when(job, wo_plot_closes(job, variant));
    wo_text_date(job->header.start, job->header.closings[variant], closing);
    fprintf(job->script,
            "set arrow 1 from first %.0f, graph 0 to first %.0f, graph 1 nohead lw 1.2 dt (10,5) lc rgb 'black' front\n"
            "set label 2 'closes %s' at first %.0f, graph 1 right offset 0,0.7 font small\n",
            at, at, closing, at);
}

/* 1, 2 or 5 times a power of ten, so that about `labels` of them fit. */
static double number_step(double span, int labels)
{
    const double rough = span / labels, power = pow(10, floor(log10(rough)));
    const double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
}

void wo_plot_y_axis(wo_plot_job *job, const char *label, double most)
{
    const double top = most > 0 ? 1.05 * most : 1;
    fprintf(job->script, "set yrange [0:%g]\nset ytics %g\nset label 3 ", top, number_step(top, 5));
    wo_plot_quote(job->script, label, TITLE_SIZE);
    fprintf(job->script, " at screen %g, graph 0.5 center rotate\n", 20.0 / WO_PAGE_WIDTH);
}

#define STRIP_COLUMNS 2
#define STRIP_LEFT    112
#define STRIP_ABOVE   26
#define STRIP_BELOW   34

static int strip_height(const wo_plot_job *job, const wo_strips *strips)
{
    return STRIP_ABOVE + STRIP_BELOW + strips->line * (int)job->n_variants;
}

void wo_plot_strips(wo_plot_job *job, const wo_strips *strips)
{
    const int rows = (int)(strips->n + STRIP_COLUMNS - 1) / STRIP_COLUMNS;
    wo_plot_page(job, strips->subject, strips->note,
                 WO_PAGE_TOP + rows * strip_height(job, strips) + WO_PAGE_BOTTOM - 44);
}

void wo_plot_strip(wo_plot_job *job, const wo_strips *strips, size_t at, const char *heading, double low, double high)
{
    const int column = (int)(at % STRIP_COLUMNS), row = (int)(at / STRIP_COLUMNS);
    const int pitch = (WO_PAGE_WIDTH - STRIP_LEFT - 16) / STRIP_COLUMNS;
    const int left = STRIP_LEFT + column * pitch, top = WO_PAGE_TOP + row * strip_height(job, strips) + STRIP_ABOVE;
    const double spare = 0.05 * (high - low);
    wo_plot_panel(job, left, left + pitch - 20 - strips->numbers, top, top + strips->line * (int)job->n_variants);
    wo_plot_heading(job, heading);
    fprintf(job->script, "set xrange [%g:%g]\nset xtics %g format '%%h' offset 0,0.4\nset yrange [%g:0.5]\nset ytics (",
            low - spare, high + spare, number_step(high - low + 2 * spare, 4), 0.5 - (double)job->n_variants);
    for (size_t v = 0; v < job->n_variants; v++) {
        fputs(v > 0 ? ", " : "", job->script);
        wo_plot_quote(job->script, column == 0 ? job->variants[v] : "", NAME_SIZE);
        fprintf(job->script, " -%zu", v);
    }
    fputs(")\n", job->script);
}
