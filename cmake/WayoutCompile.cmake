# Compiler settings shared by every target.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_C_FLAGS_RELEASE "-O3")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Same bits on every machine: no contraction of a*b+c, never -ffast-math.
add_compile_options(-ffp-contract=off)
add_compile_definitions(_POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)

option(WAYOUT_WERROR "Treat warnings as errors" OFF)
set(WAYOUT_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
                    -Wformat=2 -Wundef -Wpointer-arith -Wcast-qual)
if(WAYOUT_WERROR)
  list(APPEND WAYOUT_WARNINGS -Werror)
endif()

option(WAYOUT_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
if(WAYOUT_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
