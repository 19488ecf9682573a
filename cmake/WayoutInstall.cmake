# What `make install` and the Debian package put where: program, library, headers, manual pages, completion, scenarios.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# One archive of all layers for those who link wayout; what it needs stands in wayout.pc alone.
set(objects "")
foreach(layer IN ITEMS base scenario road climate demand queue incident record ensemble results analysis)
  if(TARGET wo_${layer})
    list(APPEND objects "$<TARGET_OBJECTS:wo_${layer}>")
  endif()
endforeach()
add_library(wayout_archive STATIC ${objects})
set_target_properties(wayout_archive PROPERTIES OUTPUT_NAME wayout LINKER_LANGUAGE C)

configure_file("${CMAKE_SOURCE_DIR}/cmake/install/wayout.pc.in" "${CMAKE_BINARY_DIR}/wayout.pc" @ONLY)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/wayout-config-version.cmake" COMPATIBILITY SameMinorVersion)

install(TARGETS wayout RUNTIME)
install(TARGETS wayout_archive ARCHIVE)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/include/wayout" TYPE INCLUDE)
install(FILES "${CMAKE_BINARY_DIR}/wayout.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
install(FILES "${CMAKE_SOURCE_DIR}/cmake/install/wayout-config.cmake" "${CMAKE_BINARY_DIR}/wayout-config-version.cmake"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/wayout")
install(FILES "${CMAKE_SOURCE_DIR}/cmake/install/wayout.bash" RENAME wayout
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/scenarios" DESTINATION "${CMAKE_INSTALL_DATADIR}/wayout"
        PATTERN "bad" EXCLUDE)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/docs/" TYPE DOC FILES_MATCHING PATTERN "*.md" PATTERN "gallery" EXCLUDE)
install(FILES README.md CHANGELOG.md TYPE DOC)
install(FILES LICENSE TYPE DOC RENAME copyright)

# The manual pages say what --help says.
find_program(HELP2MAN help2man)
if(HELP2MAN)
  set(pages "")
  function(manual_page page command)
    set(file "${CMAKE_BINARY_DIR}/man/${page}.1")
    add_custom_command(OUTPUT "${file}" DEPENDS wayout "${CMAKE_SOURCE_DIR}/cmake/install/manual_page.sh" VERBATIM
      COMMAND sh "${CMAKE_SOURCE_DIR}/cmake/install/manual_page.sh" "${HELP2MAN}" $<TARGET_FILE:wayout>
              "${PROJECT_VERSION}" "${command}" "${file}")
    set(pages ${pages} "${file}" PARENT_SCOPE)
  endfunction()
  manual_page(wayout "")
  file(GLOB commands CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/cli/cmd_*.c")
  foreach(source IN LISTS commands)
    cmake_path(GET source STEM name)
    string(REPLACE "cmd_" "" name "${name}")
    manual_page(wayout-${name} ${name})
  endforeach()
  add_custom_target(manual ALL DEPENDS ${pages})
  install(FILES ${pages} DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME wayout)
set(CPACK_PACKAGE_CONTACT "wayout maintainers <maintainers@wayout.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "evacuation over a single road: who gets out by when")
set(CPACK_PACKAGE_DESCRIPTION
    "wayout simulates every vehicle and every herd on the only road out of a place, thousands of times over,
for several deadlines, and says with intervals who gets out and what a longer deadline buys.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox, fonts-dejavu-core")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
include(CPack)
