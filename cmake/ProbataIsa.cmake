# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The instruction sets by the names that simd/arch.hpp gives them, and the flags that enable each.

# probata_isa_flags(<isa> <variable>): compiler flags of an instruction set.
function(probata_isa_flags isa variable)
  if(isa MATCHES "^(scalar|sse2|neon)$")
    set(flags "") # baseline of their processors
  elseif(isa STREQUAL "sse41")
    set(flags -msse4.1)
  elseif(isa STREQUAL "avx2")
    set(flags -mavx2 -mbmi2)
  elseif(isa STREQUAL "avx512")
    set(flags -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512cd -mavx2 -mbmi2 -mprefer-vector-width=512)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # gcc's own <avx512fintrin.h> spells "any value" as `__m512 y = y` and then warns about it (gcc bug 105593).
      list(APPEND flags -Wno-uninitialized -Wno-maybe-uninitialized)
    endif()
  else()
    message(FATAL_ERROR "unknown instruction set '${isa}'; known: scalar sse2 sse41 avx2 avx512 neon")
  endif()
  set(${variable} "${flags}" PARENT_SCOPE)
endfunction()

# probata_isa_tag(<isa> <variable>): the C++ type of an instruction set.
function(probata_isa_tag isa variable)
  probata_isa_flags(${isa} unused) # refuses unknown names
  string(SUBSTRING "${isa}" 0 1 first)
  string(SUBSTRING "${isa}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  set(${variable} "::probata::simd::${first}${rest}" PARENT_SCOPE)
endfunction()

# probata_known_isas(<variable> <isa>...): those of the named instruction sets that the target's processor family knows.
function(probata_known_isas variable)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(foreign "^neon$")
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(foreign "^(sse2|sse41|avx2|avx512)$")
  else()
    set(foreign "^(sse2|sse41|avx2|avx512|neon)$")
  endif()
  set(isas ${ARGN})
  list(FILTER isas EXCLUDE REGEX "${foreign}")
  set(${variable} "${isas}" PARENT_SCOPE)
endfunction()
