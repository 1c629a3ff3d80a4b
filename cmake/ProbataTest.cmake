# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   probata_add_test(<name> SOURCES <file>... [ISAS <isa>...] [LIBS <target>...] [TIMEOUT <seconds>])
#
# makes a doctest program of the sources and registers it with ctest as one test. With ISAS there is one program
# <name>_<isa> per instruction set, compiled with that set's flags (`scalar` with PROBATA_NO_SIMD), and on a processor
# without it the test reports itself skipped. `neon` programs come from a cross-compiler and run under qemu; they exist
# where PROBATA_NEON_TESTS found both.

include("${CMAKE_CURRENT_LIST_DIR}/ProbataIsa.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/ProbataNeon.cmake")

set(probata_test_support "${PROJECT_SOURCE_DIR}/tests/support")
set(probata_test_definitions "PROBATA_TESTING" "PROBATA_TEST_VECTORS_DIR=\"${PROJECT_SOURCE_DIR}/tests/vectors\"")

function(probata_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;ISAS;LIBS")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "probata_add_test(<name> SOURCES <file>...): got '${ARGV}'")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()

  if(NOT arg_ISAS)
    _probata_add_test_program(${name} "" "${arg_SOURCES}" "${arg_LIBS}" ${arg_TIMEOUT})
    return()
  endif()
  probata_known_isas(isas ${arg_ISAS})
  foreach(isa IN LISTS isas)
    _probata_add_test_program(${name}_${isa} ${isa} "${arg_SOURCES}" "${arg_LIBS}" ${arg_TIMEOUT})
  endforeach()
  if("neon" IN_LIST arg_ISAS AND PROBATA_NEON_TESTS)
    probata_add_neon_test(${name}_neon ${arg_TIMEOUT} ${arg_SOURCES})
  endif()
endfunction()

# doctest's implementation and main() are compiled once, without instruction set flags: they look at the processor
# before any code of the test runs.
function(_probata_test_main)
  if(TARGET probata_test_main)
    return()
  endif()
  add_library(probata_test_main OBJECT "${probata_test_support}/main.cpp")
  target_link_libraries(probata_test_main PRIVATE doctest::doctest)
  probata_test_options(probata_test_main)
endfunction()

function(_probata_add_test_program name isa sources libs timeout)
  _probata_test_main()
  set(isa_source "${CMAKE_CURRENT_BINARY_DIR}/isa/${isa}.cpp")
  probata_write_isa_source("${isa_source}" "${isa}")
  add_executable(${name} ${sources} "${isa_source}" $<TARGET_OBJECTS:probata_test_main>)
  probata_test_options(${name})
  target_link_libraries(${name} PRIVATE doctest::doctest ${libs})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_compile_definitions(${name} PRIVATE ${probata_test_definitions})
  if(isa)
    probata_isa_flags(${isa} flags)
    target_compile_options(${name} PRIVATE ${flags})
    if(isa STREQUAL "scalar")
      target_compile_definitions(${name} PRIVATE PROBATA_NO_SIMD)
    endif()
  endif()
  add_test(NAME ${name} COMMAND ${name} --minimal)
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${timeout})
endfunction()

# The constant by which a test program tells main.cpp what it was compiled for.
function(probata_write_isa_source path isa)
  file(CONFIGURE OUTPUT "${path}" CONTENT
       "extern const char* const probata_test_isa;\nconst char* const probata_test_isa = \"@isa@\";\n" @ONLY)
endfunction()
