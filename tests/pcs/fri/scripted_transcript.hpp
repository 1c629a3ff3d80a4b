// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/simd/arch.hpp>
#include <probata/transcript/concepts.hpp>
#include <probata/transcript/format.hpp>
#include <probata/transcript/nonce_search.hpp>

namespace probata::testing {

/// A transcript that is deaf: its challenges are those of a script, whatever it is told. With the challenges fixed, all
/// that a prover says is an affine function of its randomness.
template <class Suite, FormatExtension EF>
class ScriptedTranscript {
 public:
  using HashSuite = Suite;
  using Field = typename EF::Prime;
  using Extension = EF;
  using Digest = typename Suite::Digest;
  static constexpr std::size_t max_pow_bits = 0;

  /// @param challenges  the point, lambda, then the betas
  ScriptedTranscript(std::vector<EF> challenges, std::vector<std::size_t> indices)
      : challenges_(std::move(challenges)), indices_(std::move(indices)) {}

  ScriptedTranscript(ScriptedTranscript&&) noexcept = default;
  ScriptedTranscript& operator=(ScriptedTranscript&&) noexcept = default;
  ~ScriptedTranscript() = default;
  ScriptedTranscript clone() const { return ScriptedTranscript(challenges_, indices_); }

  class Message {
   public:
    Message& update(std::span<const Field>) { return *this; }
    Message& update(std::span<const EF>) { return *this; }
    void finish() {}
  };
  void absorb_bytes(BytesTag, std::span<const std::byte>) {}
  void absorb_elems(ElementsTag, std::span<const Field>) {}
  void absorb_elems(ElementsTag, std::span<const EF>) {}
  void absorb_digests(DigestsTag, std::span<const Digest>) {}
  Message start_elems(ElementsTag, std::size_t) { return {}; }

  Field sample_base() { return sample_ext()[0]; }
  EF sample_ext() { return challenges_[next_++]; }
  EF sample_out_of_domain() { return sample_ext(); }
  std::uint64_t sample_bits(std::size_t) { return indices_.front(); }
  void sample_indices(std::size_t, std::span<std::size_t> to) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = indices_[i];
  }
  Status check_pow(PowTag, std::size_t, std::uint64_t, Errc, std::uint32_t = 0) { return {}; }

 private:
  std::vector<EF> challenges_;
  std::vector<std::size_t> indices_;
  std::size_t next_ = 0;
};

}  // namespace probata::testing

namespace probata::inline v0_1 {

/// Nothing asks for work.
template <class Suite, class EF, simd::ArchTag Arch>
class NonceSearch<testing::ScriptedTranscript<Suite, EF>, Arch> {
 public:
  static constexpr std::size_t lanes = 1;
  NonceSearch(const testing::ScriptedTranscript<Suite, EF>&, PowTag, std::size_t) {}
  std::optional<std::uint64_t> smallest_in(std::uint64_t begin, std::uint64_t) const { return begin; }
};

}  // namespace probata::inline v0_1
