// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <probata/core/assert.hpp>

namespace probata::inline v0_1 {

template <class Signature>
class FunctionRef;

/// Refers to something callable as R(Args...) without owning, copying or allocating: two pointers. The callable must
/// outlive the reference; the intended use is a parameter.
template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  /// Refers to nothing; must not be called.
  constexpr FunctionRef() noexcept = default;

  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, FunctionRef> && std::is_invocable_r_v<R, F&, Args...> &&
             std::is_object_v<std::remove_reference_t<F>> && !std::is_member_pointer_v<std::remove_cvref_t<F>>)
  constexpr FunctionRef(F&& function) noexcept  // NOLINT: implicit
      : object_(const_cast<void*>(static_cast<const void*>(&function))),
        call_([](void* object, Args... args) -> R {
          auto& target = *static_cast<std::remove_reference_t<F>*>(object);
          if constexpr (std::is_void_v<R>) {
            target(std::forward<Args>(args)...);
          } else {
            return target(std::forward<Args>(args)...);
          }
        }) {}

  constexpr explicit operator bool() const noexcept { return call_ != nullptr; }

  R operator()(Args... args) const {
    PROBATA_ASSERT(call_ != nullptr, "an empty FunctionRef was called");
    return call_(object_, std::forward<Args>(args)...);
  }

 private:
  void* object_ = nullptr;
  R (*call_)(void*, Args...) = nullptr;
};

}  // namespace probata::inline v0_1
