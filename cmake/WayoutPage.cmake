# The sources of the report page and dygraphs, which report_page.c puts into the program.
# wayout_page(LAYER FOLDER dir)
find_path(DYGRAPHS_FOLDER dygraph.min.js PATHS /usr/share/javascript/dygraphs NO_DEFAULT_PATH REQUIRED
          DOC "Folder of dygraph.min.js and dygraph.min.css (package libjs-dygraphs)")
find_file(DYGRAPHS_LICENCE copyright PATHS /usr/share/doc/libjs-dygraphs NO_DEFAULT_PATH REQUIRED
          DOC "Licence of dygraphs, which the page has to carry")

function(wayout_page layer)
  cmake_parse_arguments(ARG "" "FOLDER" "" ${ARGN})
  set(folder "${CMAKE_SOURCE_DIR}/${ARG_FOLDER}")
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*")
  set_source_files_properties("${CMAKE_SOURCE_DIR}/analysis/report_page.c" PROPERTIES
    OBJECT_DEPENDS "${sources};${DYGRAPHS_FOLDER}/dygraph.min.js;${DYGRAPHS_FOLDER}/dygraph.min.css;${DYGRAPHS_LICENCE}"
    COMPILE_DEFINITIONS
    "WAYOUT_PAGE_FOLDER=\"${folder}\";WAYOUT_DYGRAPHS_FOLDER=\"${DYGRAPHS_FOLDER}\";WAYOUT_DYGRAPHS_LICENCE=\"${DYGRAPHS_LICENCE}\"")
endfunction()
