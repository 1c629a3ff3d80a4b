// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include <probata/simd/arch.hpp>

/// Run-time choice among kernels that were compiled once per instruction set.
///
/// This header looks at the processor and calls; it never sees a vector, so a caller needs no flags beyond the
/// baseline. cmake/ProbataDispatch.cmake compiles the kernels and defines the list, PROBATA_DISPATCH_ARCHS.
namespace probata::inline v0_1::simd {

/// Instruction sets that a kernel was compiled for, in any order.
template <ArchTag... Archs>
struct ArchList {};

/// Every instruction set of arch.hpp.
using AllArchs = ArchList<Scalar, Sse2, Sse41, Avx2, Avx512, Neon>;

/// The instruction set that every processor of this family has.
#if defined(__x86_64__)
using BaselineArch = Sse2;
#elif defined(__aarch64__)
using BaselineArch = Neon;
#else
using BaselineArch = Scalar;
#endif

/// Whether this processor, under this operating system, runs code compiled for `Arch`.
template <ArchTag Arch>
[[nodiscard]] inline bool is_supported() noexcept {
  if constexpr (std::is_same_v<Arch, Scalar> || std::is_same_v<Arch, BaselineArch>) return true;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if constexpr (std::is_same_v<Arch, Sse41>) return __builtin_cpu_supports("sse4.1") != 0;
  if constexpr (std::is_same_v<Arch, Avx2>) {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;
  }
  if constexpr (std::is_same_v<Arch, Avx512>) {
    return is_supported<Avx2>() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
           __builtin_cpu_supports("avx512cd") != 0;
  }
#endif
  return false;
}

namespace detail {

/// Position of `Arch` in the order of preference: later tags of AllArchs are preferred.
template <class Arch, class... Archs>
constexpr std::size_t preference(ArchList<Archs...>) {
  constexpr std::array<bool, sizeof...(Archs)> matches{std::is_same_v<Arch, Archs>...};
  std::size_t position = 0;
  while (!matches[position]) ++position;
  return position;
}

template <class... Archs>
constexpr bool holds_baseline(ArchList<Archs...>) {
  return ((std::is_same_v<Archs, Scalar> || std::is_same_v<Archs, BaselineArch>) || ...);
}

template <class Function, class First, class... Rest>
decltype(auto) dispatch_from(ArchList<First, Rest...>, std::size_t chosen, Function& function) {
  if constexpr (sizeof...(Rest) == 0) {
    return function(First{});
  } else {
    if (chosen == preference<First>(AllArchs{})) return function(First{});
    return dispatch_from(ArchList<Rest...>{}, chosen, function);
  }
}

template <class... Archs>
std::size_t best_preference(ArchList<Archs...>) noexcept {
  std::size_t best = 0;
  const auto consider = [&best](bool supported, std::size_t position) {
    if (supported && position > best) best = position;
  };
  (consider(is_supported<Archs>(), preference<Archs>(AllArchs{})), ...);
  return best;
}

}  // namespace detail

/// Calls `function(Arch{})` for the widest instruction set of `List` that this processor has, and returns its result.
///
/// `List` must hold Scalar or BaselineArch, so that there is always one to call. All calls must return the same type.
/// @cost  a few bit tests; dispatch around a batch of work, not around an element.
template <class List, class Function>
decltype(auto) dispatch(Function&& function) {
  static_assert(detail::holds_baseline(List{}), "the list needs an instruction set that every processor has");
  return detail::dispatch_from(List{}, detail::best_preference(List{}), function);
}

/// Calls `function(Arch{})` for each instruction set of `List` that this processor has, in the order of the list.
template <ArchTag... Archs, class Function>
void for_each_supported(ArchList<Archs...>, Function&& function) {
  const auto call = [&function]<class Arch>(Arch arch) {
    if (is_supported<Arch>()) function(arch);
  };
  (call(Archs{}), ...);
}

/// Name of the widest instruction set of this processor that arch.hpp knows.
[[nodiscard]] inline const char* best_supported_isa() noexcept {
  return dispatch<AllArchs>([](auto arch) { return decltype(arch)::name; });
}

}  // namespace probata::inline v0_1::simd
