# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the headers need from outside, found in one way by the build tree and by the installed package.

# Sets PROBATA_DEPENDENCIES to the targets to link: Boost's headers (imported, so their include directory is a system
# one) and xsimd where it is found. Without xsimd the library compiles its scalar code, so it is not required.
macro(probata_find_dependencies)
  set(PROBATA_DEPENDENCIES "")

  if(NOT TARGET Boost::headers)
    find_package(Boost 1.74 ${ARGN})
    if(NOT Boost_FOUND)
      message(FATAL_ERROR "probata needs the headers of Boost 1.74 or newer (Debian: apt install libboost-dev)")
    endif()
  endif()
  list(APPEND PROBATA_DEPENDENCIES Boost::headers)

  if(NOT TARGET xsimd)
    find_package(xsimd QUIET)
  endif()
  if(TARGET xsimd)
    # Debian's package says that xsimd links a library xtl, which Debian does not ship; nothing in it needs that.
    get_target_property(_probata_xsimd_links xsimd INTERFACE_LINK_LIBRARIES)
    if(_probata_xsimd_links AND NOT TARGET xtl)
      list(REMOVE_ITEM _probata_xsimd_links xtl)
      set_property(TARGET xsimd PROPERTY INTERFACE_LINK_LIBRARIES "${_probata_xsimd_links}")
    endif()
    unset(_probata_xsimd_links)
    list(APPEND PROBATA_DEPENDENCIES xsimd)
  elseif(NOT xsimd_FOUND)
    message(STATUS "probata: xsimd not found, vectors are off (Debian: apt install libxsimd-dev)")
  endif()
endmacro()
