// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every transcript promises (TranscriptOf), one of each suite: histories that differ anywhere lead to other
// challenges.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/transcript.hpp>

#include "support/bytes.hpp"
#include "support/child_process.hpp"
#include "support/field_samples.hpp"
#include "support/random.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using Blake3Transcript = Transcript<Blake3Suite, KoalaBear4>;
using Sha256Transcript = Transcript<Sha256Suite, BabyBear5>;
using Sha3Transcript = Transcript<Sha3Suite, Goldilocks2>;
using P16Transcript = Transcript<SuiteP16<KoalaBear>, KoalaBear4>;
using P24Transcript = Transcript<SuiteP24<BabyBear>, BabyBear6>;

static_assert(TranscriptOf<Sha3Transcript, Goldilocks2> && TranscriptOf<P16Transcript, KoalaBear4> &&
              TranscriptOf<P24Transcript, BabyBear6>);
static_assert(!TranscriptOf<P16Transcript, BabyBear4>);
static_assert(!std::is_copy_constructible_v<Blake3Transcript> && !std::is_copy_assignable_v<Blake3Transcript>);
static_assert(!std::is_copy_constructible_v<P16Transcript> && !std::is_copy_assignable_v<P16Transcript>);
static_assert(std::is_nothrow_move_constructible_v<Blake3Transcript> &&
              std::is_nothrow_move_constructible_v<P16Transcript>);
// No transcript without a statement, and none from another transcript by accident.
static_assert(!std::is_default_constructible_v<P16Transcript> &&
              !std::is_constructible_v<P16Transcript, Blake3Transcript>);
static_assert(!std::is_convertible_v<NoStatement, P16Transcript>);

/// A tag of each kind fits the message of that kind only.
template <class Tr>
constexpr bool kinds_are_apart =
    !requires(Tr tr, std::span<const std::byte> bytes, std::span<const typename Tr::Field> elements) {
  tr.absorb_bytes(ElementsTag::public_values, bytes);
}
&&!requires(Tr tr, std::span<const std::byte> bytes) { tr.absorb_bytes(PowTag::ali, bytes); }
&&!requires(Tr tr, std::span<const typename Tr::Field> elements) { tr.absorb_elems(BytesTag::key_digest, elements); }
&&!requires(Tr tr, std::span<const typename Tr::Digest> digests) {
  tr.absorb_digests(ElementsTag::public_values, digests);
}
&&!requires(Tr tr, std::span<const std::byte> bytes) { tr.absorb_bytes(0x01, bytes); };
static_assert(kinds_are_apart<Blake3Transcript> && kinds_are_apart<P16Transcript>);

/// One step of a history. `kind` says which of the fields counts.
template <class Tr>
struct Step {
  enum class Kind { bytes, elements, extensions, digests, draw, pow } kind;
  std::uint8_t tag = 0;
  Bytes bytes = {};
  std::vector<typename Tr::Field> elements = {};
  std::vector<typename Tr::Extension> extensions = {};
  std::vector<typename Tr::Digest> digests = {};
  std::size_t draws = 0;  // extension elements
  std::uint64_t nonce = 0;
};
template <class Tr>
using History = std::vector<Step<Tr>>;

/// The challenges of each draw, in order.
template <class Tr>
std::vector<typename Tr::Extension> challenges_of(const History<Tr>& history) {
  using Kind = typename Step<Tr>::Kind;
  std::vector<typename Tr::Extension> challenges;
  Tr transcript{NoStatement{}};
  for (const Step<Tr>& step : history) {
    if (step.kind == Kind::bytes) transcript.absorb_bytes(BytesTag{step.tag}, step.bytes);
    if (step.kind == Kind::elements) transcript.absorb_elems(ElementsTag{step.tag}, step.elements);
    if (step.kind == Kind::extensions) transcript.absorb_elems(ElementsTag{step.tag}, step.extensions);
    if (step.kind == Kind::digests) transcript.absorb_digests(DigestsTag{step.tag}, step.digests);
    if (step.kind == Kind::pow) {
      static_cast<void>(transcript.check_pow(PowTag{step.tag}, step.draws, step.nonce, Errc::pow_ali));
    }
    if (step.kind == Kind::draw) {
      for (std::size_t i = 0; i < step.draws; ++i) challenges.push_back(transcript.sample_ext());
    }
  }
  return challenges;
}

/// A history with every kind of message and draws between them.
template <class Tr>
History<Tr> sample_history(Rng& rng) {
  using Kind = typename Step<Tr>::Kind;
  using F = typename Tr::Field;
  using EF = typename Tr::Extension;
  const auto digest = [&] {
    typename Tr::Digest d;
    if constexpr (Tr::HashSuite::algebraic) {
      for (F& x : d) x = random_element<F>(rng);
    } else {
      for (std::byte& b : d) b = static_cast<std::byte>(rng.u8());
    }
    return d;
  };
  History<Tr> history;
  history.push_back({.kind = Kind::bytes, .tag = 0x01, .bytes = random_bytes(rng, 32)});
  history.push_back({.kind = Kind::bytes, .tag = 0x02, .bytes = random_bytes(rng, 71)});
  history.push_back({.kind = Kind::elements, .tag = 0x03, .elements = random_elements<F>(rng, 5)});
  history.push_back({.kind = Kind::elements, .tag = 0x03});
  history.push_back({.kind = Kind::digests, .tag = 0x04, .digests = {digest(), digest()}});
  history.push_back({.kind = Kind::draw, .draws = 2});
  history.push_back({.kind = Kind::extensions, .tag = 0x09, .extensions = random_elements<EF>(rng, 7)});
  history.push_back({.kind = Kind::pow, .tag = 0xF4, .draws = 3, .nonce = rng.below(pow_nonce_bound)});
  history.push_back({.kind = Kind::draw, .draws = 1});
  history.push_back({.kind = Kind::digests, .tag = 0x0A, .digests = {digest()}});
  history.push_back({.kind = Kind::draw, .draws = 20});
  return history;
}

/// Draws before step `place` are as before, all later ones are others.
template <class Tr>
void differs_from(const History<Tr>& history, const History<Tr>& changed, std::size_t place) {
  const auto before = challenges_of(history);
  const auto after = challenges_of(changed);
  std::size_t untouched = 0;
  for (std::size_t i = 0; i < place; ++i) {
    if (history[i].kind == Step<Tr>::Kind::draw) untouched += history[i].draws;
  }
  REQUIRE(before.size() == after.size());
  REQUIRE(untouched < before.size());
  CAPTURE(place);
  for (std::size_t i = 0; i < before.size(); ++i) {
    CAPTURE(i);
    REQUIRE((before[i] == after[i]) == (i < untouched));
  }
}

/// Every change of one byte, element, length or tag in step `place`: calls changed(step) with each.
template <class Tr, class Changed>
void for_each_change(const Step<Tr>& step, Rng& rng, const Changed& changed) {
  using F = typename Tr::Field;
  const auto with = [&](auto change) {
    Step<Tr> other = step;
    change(other);
    changed(other);
  };
  for (std::size_t i = 0; i < step.bytes.size(); ++i) {
    with([&](Step<Tr>& s) { s.bytes[i] ^= static_cast<std::byte>(1 << rng.below(8)); });
  }
  const F delta = random_nonzero<F>(rng);
  for (std::size_t i = 0; i < step.elements.size(); ++i) {
    with([&](Step<Tr>& s) { s.elements[i] += delta; });
    with([&](Step<Tr>& s) { s.elements[i] += F::one(); });
  }
  for (std::size_t i = 0; i < step.extensions.size(); ++i) {
    for (std::size_t j = 0; j < Tr::Extension::degree; ++j) {
      with([&](Step<Tr>& s) { s.extensions[i][j] += delta; });
    }
  }
  for (std::size_t i = 0; i < step.digests.size(); ++i) {
    for (std::size_t j = 0; j < std::tuple_size_v<typename Tr::Digest>; ++j) {
      with([&](Step<Tr>& s) {
        if constexpr (Tr::HashSuite::algebraic) {
          s.digests[i][j] += delta;
        } else {
          s.digests[i][j] ^= static_cast<std::byte>(1 << rng.below(8));
        }
      });
    }
  }
  for (int bit = 0; bit < 8; ++bit) with([&](Step<Tr>& s) { s.tag = static_cast<std::uint8_t>(s.tag ^ (1 << bit)); });
  if (step.kind == Step<Tr>::Kind::pow) {
    for (int bit = 0; bit < 48; ++bit) with([&](Step<Tr>& s) { s.nonce ^= std::uint64_t{1} << bit; });
    with([&](Step<Tr>& s) { ++s.draws; });
  }
  // One more, zero or a repetition of the last, and one less.
  if (step.kind == Step<Tr>::Kind::bytes) {
    with([&](Step<Tr>& s) { s.bytes.push_back(std::byte{0}); });
    with([&](Step<Tr>& s) { s.bytes.push_back(s.bytes.back()); });
    with([&](Step<Tr>& s) { s.bytes.pop_back(); });
  }
  if (step.kind == Step<Tr>::Kind::elements) {
    with([&](Step<Tr>& s) { s.elements.push_back(F::zero()); });
    if (!step.elements.empty()) with([&](Step<Tr>& s) { s.elements.pop_back(); });
  }
  if (step.kind == Step<Tr>::Kind::extensions) {
    with([&](Step<Tr>& s) { s.extensions.push_back(Tr::Extension::zero()); });
    with([&](Step<Tr>& s) { s.extensions.pop_back(); });
  }
  if (step.kind == Step<Tr>::Kind::digests) {
    with([&](Step<Tr>& s) { s.digests.push_back(typename Tr::Digest{}); });
    with([&](Step<Tr>& s) { s.digests.push_back(s.digests.back()); });
    with([&](Step<Tr>& s) { s.digests.pop_back(); });
  }
}

/// The first challenge after absorbing what `absorb` absorbs.
template <class Tr, class Absorb>
typename Tr::Extension challenge_after(const Absorb& absorb) {
  Tr transcript{NoStatement{}};
  absorb(transcript);
  return transcript.sample_ext();
}

template <class F>
std::vector<F> numbers(std::initializer_list<std::uint64_t> values) {
  std::vector<F> elements;
  for (const std::uint64_t v : values) elements.push_back(F::from_u64(v));
  return elements;
}

}  // namespace

#define EACH_SUITE Blake3Transcript, Sha256Transcript, Sha3Transcript, P16Transcript, P24Transcript

TEST_CASE_TEMPLATE("transcript: changing any byte, element, length or tag changes every later challenge", Tr,
                   EACH_SUITE) {
  Rng rng{0x7a1};
  const History<Tr> history = sample_history<Tr>(rng);
  std::size_t num_changes = 0;
  for (std::size_t place = 0; place < history.size(); ++place) {
    if (history[place].kind == Step<Tr>::Kind::draw) continue;
    for_each_change(history[place], rng, [&](const Step<Tr>& step) {
      History<Tr> changed = history;
      changed[place] = step;
      differs_from(history, changed, place);
      ++num_changes;
    });
  }
  CHECK(num_changes > 250);
}

TEST_CASE_TEMPLATE("transcript: leaving out, repeating, exchanging or moving messages changes every later challenge",
                   Tr, EACH_SUITE) {
  using Kind = typename Step<Tr>::Kind;
  Rng rng{0x7a2};
  const History<Tr> history = sample_history<Tr>(rng);
  const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
  for (std::size_t place = 0; place + 1 < history.size(); ++place) {
    if (history[place].kind == Kind::draw) continue;
    History<Tr> without = history;
    without.erase(without.begin() + at(place));
    History<Tr> twice = history;
    twice.insert(twice.begin() + at(place), history[place]);
    differs_from(history, without, place);
    differs_from(history, twice, place);
    if (history[place + 1].kind == Kind::draw) continue;
    History<Tr> exchanged = history;
    std::swap(exchanged[place], exchanged[place + 1]);
    differs_from(history, exchanged, place);
  }
}

TEST_CASE_TEMPLATE("transcript: a message is not two messages of its parts", Tr, EACH_SUITE) {
  Rng rng{0x7a3};
  const History<Tr> history = sample_history<Tr>(rng);
  for (std::size_t place = 0; place < history.size(); ++place) {
    const Step<Tr>& step = history[place];
    const auto cut = [&](auto member) {
      for (std::size_t i = 0; i <= (step.*member).size() && !(step.*member).empty(); ++i) {
        History<Tr> changed = history;
        Step<Tr> rest = step;
        (changed[place].*member).resize(i);
        (rest.*member).erase((rest.*member).begin(), (rest.*member).begin() + static_cast<std::ptrdiff_t>(i));
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(place) + 1, rest);
        differs_from(history, changed, place);
      }
    };
    cut(&Step<Tr>::bytes);
    cut(&Step<Tr>::elements);
    cut(&Step<Tr>::extensions);
    cut(&Step<Tr>::digests);
  }
}

TEST_CASE_TEMPLATE("transcript: trailing zeros count, [5, 7] is not [5, 7, 0, 0]", Tr, EACH_SUITE) {
  using F = typename Tr::Field;
  const auto of = [](const std::vector<F>& elements) {
    return challenge_after<Tr>([&](Tr& tr) { tr.absorb_elems(ElementsTag::public_values, elements); });
  };
  const auto of_bytes = [](const Bytes& bytes) {
    return challenge_after<Tr>([&](Tr& tr) { tr.absorb_bytes(BytesTag::instance_shape, bytes); });
  };
  CHECK(of(numbers<F>({5, 7})) != of(numbers<F>({5, 7, 0, 0})));
  CHECK(of(numbers<F>({})) != of(numbers<F>({0})));
  CHECK(of(numbers<F>({})) != challenge_after<Tr>([](Tr&) {}));
  std::vector<typename Tr::Extension> seen;
  std::vector<typename Tr::Extension> seen_bytes;
  for (std::size_t zeros = 0; zeros < 70; ++zeros) {
    seen.push_back(of(std::vector<F>(zeros)));
    seen_bytes.push_back(of_bytes(Bytes(zeros)));
    for (std::size_t i = 0; i < zeros; ++i) {
      CHECK(seen[i] != seen[zeros]);
      CHECK(seen_bytes[i] != seen_bytes[zeros]);
    }
  }
}

TEST_CASE_TEMPLATE("transcript: two matrices never trade columns", Tr, EACH_SUITE) {
  using F = typename Tr::Field;
  Rng rng{0x7a4};
  const auto values = random_elements<F>(rng, 7);
  const std::span<const F> row(values);
  // The rows of both in one message, under a statement of the widths.
  const auto in_one = [&](std::uint8_t first, std::uint8_t second) {
    const Bytes widths{static_cast<std::byte>(first), static_cast<std::byte>(second)};
    Tr transcript(PcsStatement{widths});
    transcript.absorb_elems(ElementsTag::opened_values, row);
    return transcript.sample_ext();
  };
  CHECK(in_one(3, 4) != in_one(4, 3));
  // Each in a message of its own.
  const auto each = [&](std::size_t first) {
    return challenge_after<Tr>([&](Tr& tr) {
      tr.absorb_elems(ElementsTag::opened_values, row.first(first));
      tr.absorb_elems(ElementsTag::opened_values, row.subspan(first));
    });
  };
  CHECK(each(3) != each(4));
  CHECK(each(0) != each(7));
}

TEST_CASE_TEMPLATE("transcript: how much was drawn counts, by blocks", Tr, EACH_SUITE) {
  using F = typename Tr::Field;
  // A byte suite draws 32 bytes at once, a sponge `rate` elements.
  std::size_t block = 32 / sizeof(F);
  if constexpr (Tr::HashSuite::algebraic) block = Tr::Sponge::rate;
  const auto after_draws = [](std::size_t draws) {
    return challenge_after<Tr>([&](Tr& tr) {
      tr.absorb_bytes(BytesTag::key_digest, Bytes(32));
      for (std::size_t i = 0; i < draws; ++i) static_cast<void>(tr.sample_bits(1));
      tr.absorb_bytes(BytesTag::instance_shape, Bytes(1));
    });
  };
  const std::size_t draws_per_block = Tr::HashSuite::algebraic ? block : 4;
  std::vector<typename Tr::Extension> seen;
  for (std::size_t blocks = 0; blocks < 5; ++blocks) {
    seen.push_back(after_draws(blocks * draws_per_block));
    for (std::size_t i = 0; i < blocks; ++i) CHECK(seen[i] != seen[blocks]);
  }
  // Inside of one block nothing new was computed, so nothing new can be bound.
  CHECK(after_draws(1) == after_draws(draws_per_block));
  CHECK(after_draws(1) != after_draws(draws_per_block + 1));
}

TEST_CASE_TEMPLATE("transcript: a message in pieces is the whole message, extension elements are their coordinates", Tr,
                   EACH_SUITE) {
  using F = typename Tr::Field;
  using EF = typename Tr::Extension;
  Rng rng{0x7a5};
  for (const std::size_t length : {0U, 1U, 5U, 300U, 1000U}) {
    const auto elements = random_elements<EF>(rng, length);
    std::vector<F> coordinates;
    for (const EF& e : elements) {
      for (std::size_t i = 0; i < EF::degree; ++i) coordinates.push_back(e[i]);
    }
    const EF expected = challenge_after<Tr>(
        [&](Tr& tr) { tr.absorb_elems(ElementsTag::opened_values, std::span<const F>(coordinates)); });
    CHECK(challenge_after<Tr>(
              [&](Tr& tr) { tr.absorb_elems(ElementsTag::opened_values, std::span<const EF>(elements)); }) == expected);
    CHECK(challenge_after<Tr>([&](Tr& tr) {
            auto message = tr.start_elems(ElementsTag::opened_values, coordinates.size());
            // Extension elements first, then single coordinates in pieces of any size.
            const std::size_t whole = rng.index(length + 1);
            message.update(std::span<const EF>(elements).first(whole));
            std::span<const F> rest = std::span<const F>(coordinates).subspan(whole * EF::degree);
            while (!rest.empty()) {
              const std::size_t size = rng.index(rest.size() + 1);
              message.update(rest.first(size));
              rest = rest.subspan(size);
            }
            message.finish();
          }) == expected);
  }
}

TEST_CASE_TEMPLATE("transcript: a clone goes on alike and apart, and nothing is shared", Tr, EACH_SUITE) {
  Tr transcript{NoStatement{}};
  transcript.absorb_bytes(BytesTag::key_digest, Bytes(32));
  // With a part of a block unread.
  static_cast<void>(transcript.sample_base());
  Tr clone = transcript.clone();
  Tr other = clone.clone();
  for (int i = 0; i < 20; ++i) CHECK(clone.sample_ext() == transcript.sample_ext());
  transcript.absorb_bytes(BytesTag::instance_shape, Bytes(1, std::byte{1}));
  clone.absorb_bytes(BytesTag::instance_shape, Bytes(1, std::byte{2}));
  CHECK(clone.sample_ext() != transcript.sample_ext());
  Tr again{NoStatement{}};
  again.absorb_bytes(BytesTag::key_digest, Bytes(32));
  static_cast<void>(again.sample_base());
  CHECK(other.sample_ext() == again.sample_ext());
}

TEST_CASE_TEMPLATE("transcript: a moved transcript goes on, what it was moved from must not", Tr, EACH_SUITE) {
  Tr transcript{NoStatement{}};
  static_cast<void>(transcript.sample_base());
  Tr reference = transcript.clone();
  Tr moved = std::move(transcript);
  CHECK(moved.sample_ext() == reference.sample_ext());
  const auto aborts = [](const auto& use) {
    const ChildOutcome outcome = run_in_child(use);
    return outcome.signal == SIGABRT && outcome.error_text.find("after it was moved from") != std::string::npos;
  };
  CHECK(aborts([&] { static_cast<void>(transcript.sample_base()); }));
  CHECK(aborts([&] { static_cast<void>(transcript.sample_bits(3)); }));
  CHECK(aborts([&] { transcript.absorb_bytes(BytesTag::key_digest, {}); }));
  CHECK(aborts([&] { transcript.absorb_digests(DigestsTag::main_root, {}); }));
  CHECK(aborts([&] { static_cast<void>(transcript.start_elems(ElementsTag::opened_values, 0)); }));
  CHECK(aborts([&] { static_cast<void>(transcript.clone()); }));
  transcript = std::move(moved);
  CHECK(transcript.sample_ext() == reference.sample_ext());
  CHECK(aborts([&] { moved.absorb_bytes(BytesTag::key_digest, {}); }));
}

TEST_CASE_TEMPLATE("transcript: a message must be as long as announced, and end before the next thing", Tr,
                   EACH_SUITE) {
  using F = typename Tr::Field;
  const std::array<F, 3> three{};
  const auto aborts = [](const char* sentence, const auto& use) {
    const ChildOutcome outcome = run_in_child(use);
    return outcome.signal == SIGABRT && outcome.error_text.find(sentence) != std::string::npos;
  };
  Tr transcript{NoStatement{}};
  CHECK(aborts("the length that was announced",
               [&] { transcript.start_elems(ElementsTag::opened_values, 2).update(std::span<const F>(three)); }));
  CHECK(aborts("the length that was announced", [&] {
    transcript.start_elems(ElementsTag::opened_values, 4).update(std::span<const F>(three)).finish();
  }));
  CHECK(aborts("a message ends before", [&] {
    const auto message = transcript.start_elems(ElementsTag::opened_values, 3);
    static_cast<void>(message);
    static_cast<void>(transcript.sample_base());
  }));
}

TEST_CASE_TEMPLATE("transcript: suite, field and degree are bound from the start", Suite, Blake3Suite, Sha256Suite,
                   Sha3Suite, SuiteP16<KoalaBear>, SuiteP24<KoalaBear>) {
  // The first coordinates of the first challenges, of transcripts over the same field.
  const auto first = [](auto transcript) { return transcript.sample_base(); };
  std::vector<KoalaBear> firsts{first(Transcript<Suite, KoalaBear4>(NoStatement{})),
                                first(Transcript<Suite, KoalaBear5>(NoStatement{})),
                                first(Transcript<Suite, KoalaBear6>(NoStatement{}))};
  if constexpr (Suite::id != 1) firsts.push_back(first(Transcript<Blake3Suite, KoalaBear4>(NoStatement{})));
  if constexpr (Suite::id != 5) firsts.push_back(first(Transcript<SuiteP24<KoalaBear>, KoalaBear4>(NoStatement{})));
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(firsts[i] != firsts[j]);
  }
  if constexpr (!Suite::algebraic) {
    CHECK(Transcript<Suite, KoalaBear4>(NoStatement{}).sample_bits(30) !=
          Transcript<Suite, BabyBear4>(NoStatement{}).sample_bits(30));
  }
}

TEST_CASE_TEMPLATE("transcript: a proof of work counts as stated, and no other does", Tr, EACH_SUITE) {
  Rng rng{0x7a6};
  Tr transcript{NoStatement{}};
  transcript.absorb_bytes(BytesTag::key_digest, random_bytes(rng, 32));
  static_cast<void>(transcript.sample_base());

  // Zero bits: nothing happens, whatever the nonce.
  Tr untouched = transcript.clone();
  CHECK(untouched.check_pow(PowTag::query, 0, ~std::uint64_t{0}, Errc::pow_query).ok());
  CHECK(untouched.sample_ext() == transcript.clone().sample_ext());

  constexpr std::size_t bits = 6;
  std::optional<std::uint64_t> right;
  std::size_t num_right = 0;
  for (std::uint64_t nonce = 0; nonce < 2000; ++nonce) {
    Tr trial = transcript.clone();
    const Status status = trial.check_pow(PowTag::query, bits, nonce, Errc::pow_query, 7);
    // The definition: the message, then bits that are zero.
    Tr definition = transcript.clone();
    Bytes message{static_cast<std::byte>(bits)};
    for (int i = 0; i < 8; ++i) message.push_back(static_cast<std::byte>((nonce >> (8 * i)) & 0xFF));
    definition.absorb_bytes(BytesTag{0xF6}, message);
    const bool expected = definition.sample_bits(bits) == 0;
    CHECK(status.ok() == expected);
    if (!expected) {
      CHECK(status == Status(Errc::pow_query, 7));
      continue;
    }
    CHECK(trial.sample_ext() == definition.sample_ext());
    if (!right) right = nonce;
    ++num_right;
  }
  REQUIRE(right);
  // 2000 / 64, five standard deviations of 5.5 to either side.
  CHECK(num_right > 4);
  CHECK(num_right < 59);

  const auto refused = [&](PowTag tag, std::size_t b, std::uint64_t nonce) {
    return transcript.clone().check_pow(tag, b, nonce, Errc::pow_fold) == Status(Errc::pow_fold);
  };
  CHECK(!refused(PowTag::query, bits, *right));
  CHECK(refused(PowTag::query, Tr::max_pow_bits, *right));
  // A right nonce with bits above the 48th, and numbers of bits that a shift could take for none or for fewer.
  for (int bit = 48; bit < 64; ++bit) CHECK(refused(PowTag::query, bits, *right | std::uint64_t{1} << bit));
  CHECK(refused(PowTag::query, Tr::max_pow_bits + 1, *right));
  CHECK(refused(PowTag::query, 32 + bits, *right));
  CHECK(refused(PowTag::query, 64, *right));
  CHECK(refused(PowTag::query, 256 + bits, *right));
  CHECK(refused(PowTag::query, 4096, pow_nonce_bound));
}

TEST_CASE_TEMPLATE("transcript: indices are drawn one after the other, duplicates stay", Tr, EACH_SUITE) {
  Tr transcript{NoStatement{}};
  Tr one_by_one = transcript.clone();
  std::vector<std::size_t> indices(100);
  transcript.sample_indices(4, std::span(indices));
  for (const std::size_t index : indices) {
    CHECK(index < 16);
    CHECK(index == one_by_one.sample_bits(4));
  }
  CHECK(transcript.sample_ext() == one_by_one.sample_ext());
  std::array<std::uint32_t, 3> zero_bits{1, 2, 3};
  transcript.sample_indices(0, std::span(zero_bits));
  CHECK(zero_bits == std::array<std::uint32_t, 3>{});
}

TEST_CASE_TEMPLATE("transcript: challenges are uniform", Tr, EACH_SUITE) {
  using F = typename Tr::Field;
  // Chi-square of 2^14 draws in 16 classes: 15 degrees of freedom, above 45 once in 10^4. The draws are fixed.
  constexpr std::size_t num_draws = std::size_t{1} << 14;
  const auto chi_square = [](const std::array<std::size_t, 16>& counts) {
    double sum = 0;
    for (const std::size_t count : counts) {
      const double difference = static_cast<double>(count) - num_draws / 16.0;
      sum += difference * difference / (num_draws / 16.0);
    }
    return sum;
  };
  // The class of v in [0, p): which sixteenth it lies in.
  const auto sixteenth = [](F x) {
    const auto v = static_cast<long double>(x.value());
    return static_cast<std::size_t>(v * 16 / static_cast<long double>(F::modulus));
  };
  Tr transcript{NoStatement{}};
  std::array<std::size_t, 16> high{};
  std::array<std::size_t, 16> low{};
  std::array<std::size_t, 16> top_coordinate{};
  std::array<std::size_t, 16> top_bits{};
  std::array<std::size_t, 16> low_bits{};
  for (std::size_t i = 0; i < num_draws; ++i) {
    const F x = transcript.sample_base();
    ++high[sixteenth(x)];
    ++low[static_cast<std::size_t>(x.value() % 16)];
    ++top_coordinate[sixteenth(transcript.sample_ext()[Tr::Extension::degree - 1])];
    const std::uint64_t bits = transcript.sample_bits(27);
    ++top_bits[static_cast<std::size_t>(bits >> 23)];
    ++low_bits[static_cast<std::size_t>(bits % 16)];
  }
  for (const auto& counts : {high, low, top_coordinate, top_bits, low_bits}) CHECK(chi_square(counts) < 45);
}
