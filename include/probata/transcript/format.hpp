// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>

#include <probata/field/extension_fields.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/version.hpp>

/// Numbers of proof format 1 that enter transcripts: fields, tags of messages, limits.
/// @source protocol, sections 0.2, 1.3, 2.4, 2.5 and 7.9
namespace probata::inline v0_1 {

/// The number of the base field, for the extension types of the format; zero for every other type.
///
/// The type stands for the polynomial of X, of which the format has one for each field and degree: the number and the
/// degree bind it. Another extension (a toy field of a test) may be given a number of 128 or more.
template <class EF>
inline constexpr std::uint8_t format_field_id = 0;
template <>
inline constexpr std::uint8_t format_field_id<KoalaBear4> = 1;
template <>
inline constexpr std::uint8_t format_field_id<KoalaBear5> = 1;
template <>
inline constexpr std::uint8_t format_field_id<KoalaBear6> = 1;
template <>
inline constexpr std::uint8_t format_field_id<BabyBear4> = 2;
template <>
inline constexpr std::uint8_t format_field_id<BabyBear5> = 2;
template <>
inline constexpr std::uint8_t format_field_id<BabyBear6> = 2;
template <>
inline constexpr std::uint8_t format_field_id<Goldilocks2> = 3;
template <>
inline constexpr std::uint8_t format_field_id<Goldilocks3> = 3;

/// A field of challenges that the format knows.
template <class EF>
concept FormatExtension = serial::WordExtension<EF> && format_field_id<EF>
!= 0 && EF::degree < 256;

/// What a message is about: the first number that is absorbed for it. The kind of the message follows from the tag,
/// so bytes, elements and digests have tags of different types and of different values; in the state that they leave
/// they could not be told apart otherwise.
enum class BytesTag : std::uint8_t {
  key_digest = 0x01,
  instance_shape = 0x02,
  anchor_parameters = 0x21,
  pcs_statement = 0x31,
};
enum class ElementsTag : std::uint8_t {
  public_values = 0x03,
  lookup_sums = 0x07,
  opened_values = 0x09,
  final_polynomial = 0x0B,
  matrix_anchor = 0x0C,
};
enum class DigestsTag : std::uint8_t {
  main_root = 0x04,
  stage_root = 0x05,
  lookup_root = 0x06,
  quotient_root = 0x08,
  fri_root = 0x0A,
  matrix_root = 0x0D,
  anchor_root = 0x22,
};
/// Proofs of work, named after the challenges that they protect.
enum class PowTag : std::uint8_t {
  phase = 0xF1,
  ali = 0xF2,
  deep = 0xF3,
  batch = 0xF4,
  fold = 0xF5,
  query = 0xF6,
};

/// Nonces of proofs of work are below this.
inline constexpr std::uint64_t pow_nonce_bound = std::uint64_t{1} << 48;
/// The most bits of a proof of work in byte suites and in algebraic ones.
inline constexpr std::size_t max_pow_bits_of_bytes = 40;
inline constexpr std::size_t max_pow_bits_of_elements = 24;

}  // namespace probata::inline v0_1
