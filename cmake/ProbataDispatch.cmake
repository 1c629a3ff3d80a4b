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
# A function whose code depends on the flags but whose name does not say so (an inline function, a template of the
# standard library) would be emitted once per instruction set under one name, of which the linker keeps any, perhaps
# one that the processor cannot run. So of each kernel object only the symbols whose names carry the tag stay visible
# to the linker. This needs GNU ld and objcopy (part of binutils, as on every Debian with a compiler); without them,
# keep kernels to code that carries Arch in its template arguments. Link-time optimisation is off for kernels.

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
    set_target_properties(${object} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
    target_link_libraries(${object} PRIVATE probata::probata)
    target_include_directories(${object} PRIVATE "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    target_compile_definitions(${object} PRIVATE "PROBATA_DISPATCH_ARCH=${tag}")
    # The target's own options, but not its choice of processor.
    target_compile_options(${object} PRIVATE "$<FILTER:$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>,EXCLUDE,^-m>"
                                             ${flags} "$<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>")
    _probata_isolate_kernel(${object} ${tag} object_file)
    target_sources(${target} PRIVATE "${object_file}")
    list(APPEND tags "${tag}")
  endforeach()

  list(JOIN tags "," tags)
  get_target_property(earlier_tags ${target} probata_dispatch_archs)
  if(earlier_tags AND NOT earlier_tags STREQUAL tags)
    message(FATAL_ERROR "probata_add_dispatch: '${target}' already has a kernel with other instruction sets "
                        "(${earlier_tags}, now ${tags}); all kernels of a target need the same")
  endif()
  set_target_properties(${target} PROPERTIES probata_dispatch_archs "${tags}")
  target_compile_definitions(${target} PRIVATE "PROBATA_DISPATCH_ARCHS=${tags}")
endfunction()

# _probata_isolate_kernel(<object library> <tag> <variable>): sets <variable> to what to link for the object library,
# its object with every symbol made local that does not carry the tag.
function(_probata_isolate_kernel object tag variable)
  set(${variable} "$<TARGET_OBJECTS:${object}>" PARENT_SCOPE)
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_LINKER OR NOT CMAKE_OBJCOPY)
    message(STATUS "probata: kernel ${object} keeps all its symbols (GNU ld and objcopy are not at hand)")
    return()
  elseif(PROBATA_SANITIZE)
    return() # instrumentation refers to symbols in ways of its own, and these programs stay on this machine
  endif()
  string(REGEX REPLACE ".*::" "" name "${tag}")
  string(LENGTH "${name}" length)
  set(whole "${CMAKE_CURRENT_BINARY_DIR}/${object}.whole.o")
  set(isolated "${CMAKE_CURRENT_BINARY_DIR}/${object}.o")
  # (Symbols of gcc's "unique" kind cannot be hidden: -fno-gnu-unique, above, makes them ordinary.)
  # Inline functions lie in groups that the linker may drop in favour of another object's; the first step dissolves
  # the groups, the second hides the names. In a mangled name an identifier follows its length.
  add_custom_command(
    OUTPUT "${isolated}"
    COMMAND "${CMAKE_LINKER}" -r --force-group-allocation -o "${whole}" "$<TARGET_OBJECTS:${object}>"
    COMMAND "${CMAKE_OBJCOPY}" --wildcard "--keep-global-symbol=*${length}${name}*" "${whole}" "${isolated}"
    DEPENDS ${object} "$<TARGET_OBJECTS:${object}>"
    COMMENT "Isolating ${object}"
    VERBATIM)
  set_source_files_properties("${isolated}" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  set(${variable} "${isolated}" PARENT_SCOPE)
endfunction()
