# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Every tests/<layer>/compile_fail/<name>.cpp must be refused by the compiler with the error that its first line states:
# one test compile_fail.<layer>.<name> each.

get_filename_component(compile_fail_tests "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(compile_fail_script "${CMAKE_CURRENT_LIST_DIR}/compile_fail.py")
file(GLOB compile_fail_sources CONFIGURE_DEPENDS RELATIVE "${compile_fail_tests}"
     "${compile_fail_tests}/*/compile_fail/*.cpp")
foreach(source IN LISTS compile_fail_sources)
  string(REGEX REPLACE "^([^/]+)/compile_fail/(.*)\\.cpp$" "compile_fail.\\1.\\2" name "${source}")
  add_test(NAME ${name} COMMAND "${Python3_EXECUTABLE}" -B "${compile_fail_script}" --cxx "${CMAKE_CXX_COMPILER}"
                                "${compile_fail_tests}/${source}")
  set_tests_properties(${name} PROPERTIES TIMEOUT 120)
endforeach()
add_test(NAME rules.compile_fail_self_test COMMAND "${Python3_EXECUTABLE}" -B "${compile_fail_script}" --cxx
                                                   "${CMAKE_CXX_COMPILER}" --self-test)
set_tests_properties(rules.compile_fail_self_test PROPERTIES TIMEOUT 120)
