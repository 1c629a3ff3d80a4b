# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Run-time choice of the instruction set: one binary that uses AVX-512, AVX2 or SSE2, whichever the machine has.
#
#   probata_add_dispatch(app KERNEL sum_kernel.cpp ISAS avx512 avx2 sse2)
#
# compiles sum_kernel.cpp once per instruction set, with that set's flags, and links the objects into `app`. Inside
# the kernel PROBATA_DISPATCH_ARCH is the tag of the instruction set being compiled, for one explicit instantiation:
#
#   // sum_kernel.hpp: declaration only, so that the caller needs no vectors
#   template <class Arch> struct SumKernel { static std::uint64_t run(std::span<const std::uint32_t> values); };
#   // sum_kernel.cpp
#   template <class Arch> std::uint64_t SumKernel<Arch>::run(std::span<const std::uint32_t> values) { ... }
#   template struct SumKernel<PROBATA_DISPATCH_ARCH>;
#   // main.cpp, compiled with the baseline flags
#   simd::dispatch<simd::ArchList<PROBATA_DISPATCH_ARCHS>>([&](auto arch) { return SumKernel<decltype(arch)>::run(v); });
#
# PROBATA_DISPATCH_ARCHS is defined for `app`: the tags of the compiled instruction sets. Instruction sets of another
# processor family are left out; where none is left, or without xsimd, the kernel is compiled for `scalar` alone.
#
# Everything in a kernel whose code depends on the flags must carry Arch in its template arguments; functions without
# it would be emitted once per instruction set under one name, of which the linker keeps any.

include("${CMAKE_CURRENT_LIST_DIR}/ProbataIsa.cmake")

function(probata_add_dispatch target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "KERNEL" "ISAS")
  if(NOT TARGET ${target})
    message(FATAL_ERROR "probata_add_dispatch: '${target}' is not a target")
  endif()
  if(NOT arg_KERNEL OR NOT arg_ISAS OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "probata_add_dispatch(<target> KERNEL <file> ISAS <isa>...): got '${ARGV}'")
  endif()

  get_filename_component(kernel "${arg_KERNEL}" ABSOLUTE)
  get_filename_component(kernel_name "${arg_KERNEL}" NAME_WE)
  probata_known_isas(isas ${arg_ISAS})
  if(NOT isas OR NOT TARGET xsimd)
    set(isas scalar)
  endif()
  if(CMAKE_CXX_FLAGS MATCHES "(^| )-m(arch|avx|sse)")
    message(WARNING "probata_add_dispatch: '${CMAKE_MATCH_0}' in CMAKE_CXX_FLAGS reaches the kernels of every "
                    "instruction set; give it to targets by target_compile_options instead")
  endif()

  set(tags "")
  foreach(isa IN LISTS isas)
    probata_isa_flags(${isa} flags)
    probata_isa_tag(${isa} tag)
    set(object ${target}_${kernel_name}_${isa})
    add_library(${object} OBJECT "${kernel}")
    target_link_libraries(${object} PRIVATE probata::probata)
    target_include_directories(${object} PRIVATE "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    target_compile_definitions(${object} PRIVATE "PROBATA_DISPATCH_ARCH=${tag}")
    # The target's own options, but not its choice of processor.
    target_compile_options(${object} PRIVATE "$<FILTER:$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>,EXCLUDE,^-m>"
                                             ${flags})
    target_sources(${target} PRIVATE "$<TARGET_OBJECTS:${object}>")
    list(APPEND tags "${tag}")
  endforeach()

  list(JOIN tags "," tags)
  target_compile_definitions(${target} PRIVATE "PROBATA_DISPATCH_ARCHS=${tags}")
endfunction()
