# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Tests of the NEON code on an x86-64 machine: compiled by Debian's aarch64 cross-compiler, run by qemu-aarch64.

set(PROBATA_NEON_TESTS AUTO CACHE STRING "Cross-compile the NEON tests and run them under qemu: AUTO, ON or OFF")
set_property(CACHE PROBATA_NEON_TESTS PROPERTY STRINGS AUTO ON OFF)

find_program(PROBATA_NEON_CXX aarch64-linux-gnu-g++)
find_program(PROBATA_QEMU_AARCH64 NAMES qemu-aarch64 qemu-aarch64-static)
mark_as_advanced(PROBATA_NEON_CXX PROBATA_QEMU_AARCH64)

if(PROBATA_NEON_TESTS STREQUAL "AUTO")
  # Sanitizers are the business of the native programs, and a generator without depfiles could not rebuild these.
  if(PROBATA_NEON_CXX AND PROBATA_QEMU_AARCH64 AND NOT PROBATA_SANITIZE AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    set(PROBATA_NEON_TESTS ON)
  else()
    set(PROBATA_NEON_TESTS OFF)
    message(STATUS "probata: no NEON tests (they need g++-aarch64-linux-gnu and qemu-user)")
  endif()
elseif(PROBATA_NEON_TESTS AND NOT (PROBATA_NEON_CXX AND PROBATA_QEMU_AARCH64))
  message(FATAL_ERROR "PROBATA_NEON_TESTS needs aarch64-linux-gnu-g++ and qemu-aarch64 "
                      "(Debian: apt install g++-aarch64-linux-gnu qemu-user)")
endif()

# The packages that the tests include have headers only, but they lie among the headers of the host's C library. Links
# to just those folders keep the two apart.
function(_probata_neon_include_dir variable)
  set(directory "${PROJECT_BINARY_DIR}/neon/include")
  set(${variable} "${directory}" PARENT_SCOPE)
  file(MAKE_DIRECTORY "${directory}")
  foreach(header xsimd/xsimd.hpp doctest/doctest.h boost/version.hpp nlohmann/json.hpp)
    get_filename_component(folder "${header}" DIRECTORY)
    find_path(found_${folder} "${header}" HINTS "${doctest_DIR}/../../../include" NO_CACHE)
    if(found_${folder})
      file(CREATE_LINK "${found_${folder}}/${folder}" "${directory}/${folder}" SYMBOLIC)
    endif()
  endforeach()
endfunction()

# _probata_neon_object(<source> <variable>): a rule that compiles one source; sets <variable> to the object's path.
function(_probata_neon_object source variable)
  get_filename_component(source "${source}" ABSOLUTE)
  file(RELATIVE_PATH relative "${PROJECT_SOURCE_DIR}" "${source}")
  string(REGEX REPLACE "[^A-Za-z0-9_.]" "_" flat "${relative}")
  set(object "${PROJECT_BINARY_DIR}/neon/${flat}.o")
  set(${variable} "${object}" PARENT_SCOPE)

  get_property(known GLOBAL PROPERTY probata_neon_objects)
  if("${object}" IN_LIST known)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY probata_neon_objects "${object}")
  _probata_neon_include_dir(include_dir)
  list(TRANSFORM probata_test_definitions PREPEND "-D" OUTPUT_VARIABLE definitions)
  add_custom_command(
    OUTPUT "${object}"
    COMMAND "${PROBATA_NEON_CXX}" -std=c++20 -O2 ${probata_warnings} ${definitions} "-I${PROJECT_SOURCE_DIR}/include"
            "-I${PROJECT_SOURCE_DIR}/tests" -isystem "${include_dir}" -MD -MF "${object}.d" -c "${source}" -o
            "${object}"
    DEPENDS "${source}"
    DEPFILE "${object}.d"
    COMMENT "Cross-compiling ${relative} for NEON"
    VERBATIM)
endfunction()

# probata_add_neon_test(<name> <timeout> <source>...): a statically linked doctest program, run under qemu.
function(probata_add_neon_test name timeout)
  set(isa_source "${PROJECT_BINARY_DIR}/neon/isa_neon.cpp")
  probata_write_isa_source("${isa_source}" "neon")
  set(objects "")
  foreach(source IN ITEMS ${ARGN} "${isa_source}" "${probata_test_support}/main.cpp")
    _probata_neon_object("${source}" object)
    list(APPEND objects "${object}")
  endforeach()
  set(program "${PROJECT_BINARY_DIR}/neon/${name}")
  add_custom_command(
    OUTPUT "${program}"
    COMMAND "${PROBATA_NEON_CXX}" -static ${objects} -o "${program}"
    DEPENDS ${objects}
    COMMENT "Linking ${name}"
    VERBATIM)
  add_custom_target(${name} ALL DEPENDS "${program}")
  # Two programs share main.cpp's object, so one of them builds it first.
  get_property(first GLOBAL PROPERTY probata_neon_first)
  if(first)
    add_dependencies(${name} ${first})
  else()
    set_property(GLOBAL PROPERTY probata_neon_first ${name})
  endif()
  add_test(NAME ${name} COMMAND "${PROBATA_QEMU_AARCH64}" "${program}" --minimal)
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${timeout})
endfunction()
