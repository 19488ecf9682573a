# wayout_build.h: version, commit, flags. Looked up at every build, rewritten only when something changed.
# Included by CMakeLists.txt it defines the target; run with -P it writes the file.
if(CMAKE_SCRIPT_MODE_FILE)
  set(git unknown)
  execute_process(COMMAND git describe --always --dirty --tags WORKING_DIRECTORY "${SOURCE_DIR}"
                  RESULT_VARIABLE failed OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(failed STREQUAL "0" AND EXISTS "${SOURCE_DIR}/.git")
    set(git "${described}")
  endif()
  set(text "#define WAYOUT_VERSION \"${VERSION}\"\n#define WAYOUT_GIT     \"${git}\"\n#define WAYOUT_FLAGS   \"${FLAGS}\"\n")
  set(before "")
  if(EXISTS "${HEADER}")
    file(READ "${HEADER}" before)
  endif()
  if(NOT before STREQUAL text)
    file(WRITE "${HEADER}" "${text}")
  endif()
  return()
endif()

# wayout_build_info(LAYER): the layer's files may include wayout_build.h.
function(wayout_build_info layer)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  get_directory_property(options COMPILE_OPTIONS)
  list(JOIN options " " options)
  string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}} ${options}" flags)
  set(header "${CMAKE_BINARY_DIR}/generated/wayout_build.h")
  add_custom_target(wayout_build_header BYPRODUCTS "${header}" VERBATIM
    COMMAND "${CMAKE_COMMAND}" "-DSOURCE_DIR=${CMAKE_SOURCE_DIR}" "-DVERSION=${PROJECT_VERSION}" "-DFLAGS=${flags}"
            "-DHEADER=${header}" -P "${CMAKE_SOURCE_DIR}/cmake/WayoutVersion.cmake")
  add_dependencies(wo_${layer} wayout_build_header)
  target_include_directories(wo_${layer} PRIVATE "${CMAKE_BINARY_DIR}/generated")
endfunction()
