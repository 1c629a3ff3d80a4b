// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/tagged_hash.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>

/// The protocol's suites 1 to 3: trees and transcripts by tagged hashes of bytes, over any field.
namespace probata::inline v0_1 {

namespace detail {

/// "probata/1/leaf/kk", kk the level in two decimal digits.
constexpr std::array<char, 17> leaf_tag(std::size_t level) {
  PROBATA_ASSERT(level < 100, "a level has two decimal digits");
  std::array<char, 17> tag{'p', 'r', 'o', 'b', 'a', 't', 'a', '/', '1', '/', 'l', 'e', 'a', 'f', '/', '0', '0'};
  tag[15] = static_cast<char>('0' + level / 10);
  tag[16] = static_cast<char>('0' + level % 10);
  return tag;
}

}  // namespace detail

/// What the byte suites have in common; `TaggedHash` is one of tagged_hash.hpp.
/// @source protocol, sections 0.4 and 7.2
template <class TaggedHash>
struct ByteSuite {
  using Tagged = TaggedHash;
  using Digest = typename Tagged::Digest;
  static constexpr bool algebraic = false;
  static constexpr std::size_t digest_bytes = std::tuple_size_v<Digest>;
  /// Bits of work for a collision, in units of 1/256 bit.
  static constexpr std::uint32_t collision_bits_256 = 256 * 8 * digest_bytes / 2;

  /// Leaves over any field: rows of `length` elements at `level`, the tagged hash of their canonical encodings under
  /// the level's own tag. Made once for many rows.
  template <serial::Element F>
  class Leaves {
   public:
    /// A row that arrives in pieces.
    class Row {
     public:
      constexpr void update(std::span<const F> elements) {
        // In blocks, so that no allocation is needed.
        std::array<std::byte, 64 * serial::encoded_size<F>> room{};
        while (!elements.empty()) {
          const std::size_t taken = elements.size() < 64 ? elements.size() : 64;
          serial::FixedWriter writer(room);
          writer.write_elements(elements.first(taken));
          hasher_.update(writer.bytes());
          elements = elements.subspan(taken);
        }
      }
      [[nodiscard]] constexpr Digest finish() const { return hasher_.digest(); }

     private:
      friend class Leaves;
      constexpr explicit Row(const Tagged& tagged) : hasher_(tagged.start()) {}
      typename Tagged::Hasher hasher_;
    };

    /// Requires level < 100. The length needs no place in the message: it follows from the level and the statement.
    constexpr Leaves(std::size_t length, std::size_t level)
        : tagged_(tag_of(detail::leaf_tag(level))), length_(length) {}

    [[nodiscard]] constexpr Row start() const { return Row(tagged_); }
    [[nodiscard]] constexpr Digest hash(std::span<const F> row) const {
      PROBATA_ASSERT(row.size() == length_, "a row of the announced length");
      Row pieces = start();
      pieces.update(row);
      return pieces.finish();
    }

    [[nodiscard]] constexpr std::size_t length() const noexcept { return length_; }
    [[nodiscard]] constexpr const Tagged& tagged() const noexcept { return tagged_; }

   private:
    static constexpr Tagged tag_of(const std::array<char, 17>& tag) {
      return Tagged(std::string_view(tag.data(), tag.size()));
    }

    Tagged tagged_;
    std::size_t length_;
  };

  static constexpr Tagged node_tag{"probata/1/node"};
  static constexpr Tagged inject_tag{"probata/1/inject"};

  [[nodiscard]] static constexpr Digest node(const Digest& left, const Digest& right) {
    return node_tag.start().update(left).update(right).digest();
  }
  [[nodiscard]] static constexpr Digest inject(const Digest& left, const Digest& right, const Digest& leaf) {
    return inject_tag.start().update(left).update(right).update(leaf).digest();
  }

  template <class Writer>
  static constexpr void write_digest(Writer& writer, const Digest& digest) {
    writer.write_bytes(digest);
  }
  /// All byte strings are digests: only missing bytes fail, with the reader's own code.
  [[nodiscard]] static constexpr Status read_digest(serial::Reader& reader, Digest& digest, Errc /*not_canonical*/) {
    const Result<std::span<const std::byte>> bytes = reader.read_bytes(digest_bytes);
    if (!bytes.ok()) return bytes.status();
    for (std::size_t i = 0; i < digest_bytes; ++i) digest[i] = (*bytes)[i];
    return {};
  }
};

/// Suite 1, the default.
struct Blake3Suite : ByteSuite<TaggedBlake3> {
  static constexpr std::uint8_t id = 1;
  static constexpr std::string_view name = "blake3";
};

/// Suite 2.
struct Sha256Suite : ByteSuite<TaggedSha256> {
  static constexpr std::uint8_t id = 2;
  static constexpr std::string_view name = "sha256";
};

/// Suite 3.
struct Sha3Suite : ByteSuite<TaggedSha3> {
  static constexpr std::uint8_t id = 3;
  static constexpr std::string_view name = "sha3";
};

static_assert(Compression<Blake3Suite, Blake3Suite::Digest> && Compression<Sha256Suite, Sha256Suite::Digest> &&
              Compression<Sha3Suite, Sha3Suite::Digest>);

}  // namespace probata::inline v0_1
