/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file writing.h
 *  From a wo_scenario back to text. Private to the scenario layer. */
#ifndef WAYOUT_SCENARIO_WRITING_H
#define WAYOUT_SCENARIO_WRITING_H

#include "schema.h"
#include "tree.h"
#include "yaml_text.h"

/** Appends the value of a field, no list of structs and no struct, as one writes it; false when it is absent. */
bool wo_write_value(wo_yaml_text *text, const wo_key *key, const wo_scenario *scenario, const void *fields);
/** One number. */
void wo_write_number(wo_yaml_text *text, const wo_key *key, const wo_number *number);
/** Whether the ledger lists values of this kind. */
bool wo_key_in_ledger(const wo_key *key);
/** Lists every value of the base with its mark; false when there is no memory. */
bool wo_ledger_add_base(wo_study *study, const wo_scenario *base, const wo_node *tree);
/** Lists what a variant itself writes, on those lines, below "variants/<name>"; false when there is no memory. */
bool wo_ledger_add_variant(wo_study *study, const wo_scenario *variant, const wo_node *tree, int first_line,
                           int last_line);
/** Source of what the file does not say. */
extern const char wo_default_source[];
/** Writes the base with all defaults and, unless the study has none, the variants' differences into study->used. */
bool wo_write_study(const wo_scenario *base, bool with_variants, wo_study *study);

#endif
