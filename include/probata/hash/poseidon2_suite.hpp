// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <probata/core/errc.hpp>
#include <probata/core/fixed_log2.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/poseidon2_sponge.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>

namespace probata::inline v0_1 {

/// The protocol's suites 4 (width 16) and 5 (width 24), trees and transcripts by Poseidon2 over a 31-bit field: what a
/// verifier inside a circuit wants.
///
/// Width 16 has digests of 8 elements, which cap at 123.9 bits over KoalaBear and 123.6 over BabyBear; width 24 has 9.
/// @source protocol, sections 0.4 and 7.2
template <class F, std::size_t width>
struct Poseidon2Suite {
  static_assert(width == 16 || width == 24, "suites 4 and 5 are the widths 16 and 24");
  static_assert(F::modulus < (std::uint64_t{1} << 31), "suites 4 and 5 are for 31-bit fields");

  static constexpr std::uint8_t id = width == 16 ? 4 : 5;
  static constexpr std::string_view name = width == 16 ? "p2-16" : "p2-24";
  static constexpr bool algebraic = true;

  using Field = F;
  using Sponge = Poseidon2Sponge<F, id>;
  using Compression = Poseidon2Compression<F, id>;
  using Digest = typename Sponge::Digest;
  static constexpr std::size_t digest_elements = std::tuple_size_v<Digest>;
  static constexpr std::size_t digest_bytes = digest_elements * serial::encoded_size<F>;
  /// Bits of work for a collision, in units of 1/256 bit.
  static constexpr std::uint32_t collision_bits_256 =
      static_cast<std::uint32_t>(digest_elements) * log2_lower(F::modulus) / 2;

  /// Rows of `length` >= 1 elements at `level`.
  template <class Element>
  class Leaves {
    static_assert(std::same_as<Element, F>, "leaves of an algebraic suite are over its own field");

   public:
    using Row = Sponge;

    constexpr Leaves(std::size_t length, std::size_t level) : length_(length), level_(level) {}

    [[nodiscard]] constexpr Row start() const { return Row(length_, level_); }
    [[nodiscard]] constexpr Digest hash(std::span<const F> row) const { return Sponge::hash(row, level_); }
    constexpr void hash_each(std::span<const F> rows, std::span<Digest> digests) const {
      Sponge::hash_each(rows, level_, digests);
    }

    [[nodiscard]] constexpr std::size_t length() const noexcept { return length_; }
    [[nodiscard]] constexpr std::size_t level() const noexcept { return level_; }

   private:
    std::size_t length_;
    std::size_t level_;
  };

  [[nodiscard]] static constexpr Digest node(const Digest& left, const Digest& right) {
    return Compression::node(left, right);
  }
  [[nodiscard]] static constexpr Digest inject(const Digest& left, const Digest& right, const Digest& leaf) {
    return Compression::inject(left, right, leaf);
  }
  static constexpr void node_each(std::span<const std::array<Digest, 2>> children, std::span<Digest> parents) {
    Compression::node_each(children, parents);
  }
  static constexpr void inject_each(std::span<const std::array<Digest, 2>> children, std::span<const Digest> leaves,
                                    std::span<Digest> parents) {
    Compression::inject_each(children, leaves, parents);
  }

  template <class Writer>
  static constexpr void write_digest(Writer& writer, const Digest& digest) {
    writer.write_elements(std::span<const F>(digest));
  }
  /// Fails with `not_canonical` where an element is not below the modulus.
  [[nodiscard]] static constexpr Status read_digest(serial::Reader& reader, Digest& digest, Errc not_canonical) {
    return reader.read_elements(std::span<F>(digest), not_canonical);
  }
};

}  // namespace probata::inline v0_1
