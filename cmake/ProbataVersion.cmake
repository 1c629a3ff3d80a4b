# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# probata_read_version(<header> <variable>): sets <variable> to "major.minor.patch" as stated in version.hpp.
function(probata_read_version header variable)
  file(READ "${header}" text)
  set(numbers "")
  foreach(part major minor patch)
    if(NOT text MATCHES "version_${part} = ([0-9]+);")
      message(FATAL_ERROR "${header} does not state version_${part}")
    endif()
    list(APPEND numbers "${CMAKE_MATCH_1}")
  endforeach()
  list(JOIN numbers "." version)
  if(NOT text MATCHES "version_string = \"${version}\";")
    message(FATAL_ERROR "${header}: version_string is not \"${version}\", which its three numbers spell")
  endif()
  set(${variable} "${version}" PARENT_SCOPE)
endfunction()
