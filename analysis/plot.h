/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file plot.h
 *  Figures of a results file: what the kinds share. A figure is a script for gnuplot, with its data inside, written to
 * a stream; gnuplot draws it. */
#ifndef WO_ANALYSIS_PLOT_H
#define WO_ANALYSIS_PLOT_H

#include "statistics.h"
#include "text.h"
#include "used.h"

typedef enum wo_picture { WO_PICTURE_SVG, WO_PICTURE_PDF, WO_PICTURE_PNG } wo_picture;

/** Runs gnuplot on a script from its start, with its output going to `target`, which is complete or absent after it. */
WO_NODISCARD wo_status wo_gnuplot_draw(FILE *script, const char *target, wo_picture picture, wo_error *error);

/** A figure while it is written. */
typedef struct wo_plot_job {
    const wo_plot_options *options;
    wo_reader *reader;
    wo_header header;
    char **variants;
    size_t n_variants;
    size_t chosen; /**< variant of the kinds that show one */
    wo_variable time;
    wo_picture picture;
    int height;   /**< of the page, in the units of wo_plot_page */
    FILE *script; /**< what is written cannot fail before the end, where it is checked */
} wo_plot_job;

/** One kind of figure. */
typedef struct wo_plot_kind {
    const char *name;
    wo_status (*draw)(wo_plot_job *job, wo_error *error);
    bool one_variant, over_time;
} wo_plot_kind;

WO_NODISCARD wo_status wo_plot_curves(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_fan(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_spacetime(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_trips(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_queue(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_left(wo_plot_job *job, wo_error *error);
WO_NODISCARD wo_status wo_plot_compare(wo_plot_job *job, wo_error *error);

/** Width of every page; heights are in the same unit, of which a line of text needs about 18. */
#define WO_PAGE_WIDTH 800
/** Free room above and below the panels, for title and caption. */
#define WO_PAGE_TOP    52
#define WO_PAGE_BOTTOM 98

/** Colours of Okabe and Ito, which colour-blind readers can tell apart. */
#define WO_INK_BLUE      "#0072B2"
#define WO_INK_VERMILION "#D55E00"
#define WO_INK_GREEN     "#009E73"
#define WO_INK_GREY      "#606060"
/** The colour of a variant. */
const char *wo_plot_colour(size_t variant);

/** Starts the page: terminal, title and caption. `note` says how to read the figure; it may be NULL. */
void wo_plot_page(wo_plot_job *job, const char *subject, const char *note, int height);
/** Where the next panel stands on the page, from its left and upper edge. */
void wo_plot_panel(wo_plot_job *job, int left, int right, int top, int bottom);
/** Writes text as a string of gnuplot in single quotes, in which nothing but the quote is special: an apostrophe stands
 *  for it. Control characters and what is no UTF-8 become blanks, text longer than `most` bytes is cut. */
void wo_plot_quote(FILE *script, const char *text, size_t most);
/** Text in bold above the left edge of the panel. */
void wo_plot_heading(wo_plot_job *job, const char *text);

/** Seconds after the start as a number on the time axis. */
double wo_plot_when(const wo_plot_job *job, double seconds);
/** The x axis in local dates from the start to `end`, in seconds after it; only the lowest panel of a column has
 *  labels. */
void wo_plot_time_axis(wo_plot_job *job, double end, bool labelled);
/** The same from `from` seconds after the start on. */
void wo_plot_time_window(wo_plot_job *job, double from, double end, bool labelled);
/** A vertical line where a variant closes, with its date above. */
void wo_plot_closing(wo_plot_job *job, size_t variant);
/** Shades the nights until `end` seconds after the start between two heights of the panel, 0 = its foot, 1 = its head;
 *  behind what is drawn, unless they stand above the panel. Nothing without a latitude. */
WO_NODISCARD wo_status wo_plot_nights(wo_plot_job *job, const wo_used *used, double end, double low, double high,
                                      const char *ink, wo_error *error);
/** Upright dotted lines at announced deadlines before `end` other than the closing. */
void wo_plot_deadlines(wo_plot_job *job, const wo_used *used, double end);
/** A level line where the deadline line lies, on an axis in km to the exit. */
void wo_plot_line(wo_plot_job *job, const wo_used *used);
/** The y axis, told at the page's edge, from 0 to a little more than `most`, which may be 0. */
void wo_plot_y_axis(wo_plot_job *job, const char *label, double most);

/** A number in a data block: "NaN" for what is missing. */
void wo_plot_number(FILE *script, double value);

/** A series of one variant, [replication, time]. Free it. */
WO_NODISCARD wo_status wo_plot_series(wo_plot_job *job, const char *name, size_t variant, wo_variable *series,
                                      wo_error *error);
/** Number of record marks up to the closing of a variant. */
size_t wo_plot_marks(const wo_plot_job *job, size_t variant);
/** Seconds after the start at which a variant, or the last of all, closes. */
double wo_plot_closes(const wo_plot_job *job, size_t variant);
double wo_plot_last_closing(const wo_plot_job *job);

/** The 5, 25, 50, 75 and 95 % quantiles. */
#define WO_N_BANDS 5
typedef struct wo_bands {
    double at[WO_N_BANDS];
} wo_bands;
/** `values` is sorted in place; all NaN when n is 0. */
wo_bands wo_plot_bands(double *values, size_t n);

/** A grid of small panels, each with a line for every variant; the names stand at the left. */
typedef struct wo_strips {
    const char *subject, *note;
    size_t n;    /**< panels */
    int numbers; /**< room at the right of each panel for text */
    int line;    /**< height of a variant's line */
} wo_strips;
/** Starts the page of a grid. */
void wo_plot_strips(wo_plot_job *job, const wo_strips *strips);
/** Places panel `at` of the grid: heading, names and an x axis from `low` to a higher `high`. The first variant's y is
 * 0, the next one's -1. */
void wo_plot_strip(wo_plot_job *job, const wo_strips *strips, size_t at, const char *heading, double low, double high);

#endif
