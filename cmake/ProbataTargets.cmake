# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What tests, benchmarks and examples have in common. None of it reaches the interface target.

set(PROBATA_SANITIZE "" CACHE STRING "Sanitizers for our own programs, for example address,undefined")
option(PROBATA_NATIVE "Compile benchmarks and examples for this machine's processor" OFF)

set(probata_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror)

# probata_program_options(<target>): warnings as errors, sanitizers, threads.
function(probata_program_options target)
  target_link_libraries(${target} PRIVATE probata::probata Threads::Threads)
  target_compile_options(${target} PRIVATE ${probata_warnings})
  if(PROBATA_SANITIZE)
    set(flags "-fsanitize=${PROBATA_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
    # Line numbers for the reports. gcc's statement frontiers make instrumented kernels compile six times slower.
    target_compile_options(${target} PRIVATE ${flags} -g1 "$<$<CXX_COMPILER_ID:GNU>:-gno-statement-frontiers>")
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "OBJECT_LIBRARY")
      target_link_options(${target} PRIVATE ${flags})
    endif()
  endif()
endfunction()

# probata_native_options(<target>): the processor of this machine, if PROBATA_NATIVE asks for it.
function(probata_native_options target)
  if(PROBATA_NATIVE)
    target_compile_options(${target} PRIVATE -march=native)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${target} PRIVATE -Wno-uninitialized -Wno-maybe-uninitialized) # see ProbataIsa.cmake
    endif()
  endif()
endfunction()

# probata_test_options(<target>): probata_program_options, and PROBATA_ASSERT active in an optimised build.
function(probata_test_options target)
  probata_program_options(${target})
  if(PROBATA_SANITIZE)
    target_compile_options(${target} PRIVATE -O1 -UNDEBUG)
  else()
    target_compile_options(${target} PRIVATE "$<$<NOT:$<CONFIG:Debug>>:-O2>" -UNDEBUG)
  endif()
endfunction()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
