// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <probata/field/concepts.hpp>

namespace probata::inline v0_1::serial {

/// A prime field whose representatives are machine words: an element is its representative in little-endian bytes.
template <class F>
concept WordField = PrimeField<F> && std::unsigned_integral<typename F::Canonical>;

/// An extension of a WordField: an element is its coefficients, constant term first.
template <class E>
concept WordExtension = !PrimeField<E> && requires {
  typename E::Prime;
}
&&WordField<typename E::Prime>&& ExtensionOf<E, typename E::Prime>;

/// What has a canonical encoding of fixed length.
///
/// Laws: encoding is injective; decoding accepts exactly the encodings, so that every accepted byte string is the only
/// one of its value. Forms that a field computes with (Montgomery words, packed lanes) are never written.
///
/// @source  protocol.md 0.3
template <class T>
concept Element = WordField<T> || WordExtension<T>;

/// Bytes of one encoded element: 4 for the 31-bit fields, 8 for Goldilocks, `degree` times that for an extension.
template <Element T>
inline constexpr std::size_t encoded_size = [] {
  if constexpr (WordField<T>) {
    return sizeof(typename T::Canonical);
  } else {
    return T::degree * sizeof(typename T::Prime::Canonical);
  }
}();

}  // namespace probata::inline v0_1::serial
