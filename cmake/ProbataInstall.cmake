# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include(CMakePackageConfigHelpers)

set(probata_package_dir "${CMAKE_INSTALL_DATADIR}/cmake/probata")

install(TARGETS probata EXPORT probataTargets)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/probata" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT probataTargets NAMESPACE probata:: DESTINATION "${probata_package_dir}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/probataConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/package/probataConfig.cmake"
                              INSTALL_DESTINATION "${probata_package_dir}")
# Before 1.0 a new minor version may break its users.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/probataConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(
  FILES "${PROJECT_BINARY_DIR}/package/probataConfig.cmake"
        "${PROJECT_BINARY_DIR}/package/probataConfigVersion.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/ProbataDependencies.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/ProbataIsa.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/ProbataDispatch.cmake"
  DESTINATION "${probata_package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
