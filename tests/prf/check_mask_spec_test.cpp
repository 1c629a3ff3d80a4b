// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/presets.hpp>

using namespace probata;

namespace {

const JaxKey jax_key = JaxKey::from_seed(42);

MaskSpec jax() { return jax_threefry_partitionable(jax_key, 100, 0.9); }
MaskSpec original() { return jax_threefry_original(jax_key, 100, 0.9); }
MaskSpec tensorflow() { return tensorflow_philox({1, 2}, 100, 0.1); }
MaskSpec split() { return tensorflow_threefry_xla({1, 2}, std::array<std::uint64_t, 2>{10, 10}, 0.1); }
MaskSpec cuda() { return torch_cuda_eager({.seed = 1, .elements = 1024}, 0.1); }
MaskSpec flash() { return flash_attention({.seed = 1, .rows = 16, .cols = 32}, 0.1); }
MaskSpec numpy() { return numpy_philox(NumpyPhiloxState::from_entropy(1), 100, 0.9); }
MaskSpec twister() { return torch_cpu_mt19937(1, 0, 100, 0.1); }
MaskSpec mcg() { return torch_cpu_mcg31(1, 0, 100, 0.1); }
MaskSpec elements() { return poseidon2_n31({}, {}, 100, 0.9); }
MaskSpec bytes() { return poseidon2_n8({}, {}, 100, 0.9); }
MaskSpec chacha() { return chacha20_w32({}, {}, 100, 0.9); }
MaskSpec folded() { return triton(1, 0, 100, 0.1); }

struct Mistake {
  const char* argument;  // the member that the message names
  MaskSpec spec;
  std::function<void(MaskSpec&)> make;
};

template <class Map>
Map& map_of(MaskSpec& spec) {
  return std::get<Map>(spec.counters);
}

}  // namespace

TEST_CASE("check_mask_spec: accepts what presets make") {
  for (const MaskSpec& spec : {jax(), original(), tensorflow(), split(), cuda(), flash(), numpy(), twister(), mcg(),
                               folded(), elements(), bytes(), chacha()}) {
    CHECK_NOTHROW(check_mask_spec(spec));
  }
}

TEST_CASE("check_mask_spec: one wrong member is refused and named") {
  const std::vector<Mistake> mistakes{
      {"cipher", jax(), [](MaskSpec& s) { s.cipher = static_cast<Cipher>(99); }},
      {"rounds", jax(), [](MaskSpec& s) { s.rounds = 12; }},
      {"rounds", tensorflow(), [](MaskSpec& s) { s.rounds = 8; }},
      {"rounds", numpy(), [](MaskSpec& s) { s.rounds = 7; }},
      {"rounds", twister(), [](MaskSpec& s) { s.rounds = 1; }},
      {"key[0]", jax(), [](MaskSpec& s) { s.key[0] = std::uint64_t{1} << 32; }},
      {"key[2]", jax(), [](MaskSpec& s) { s.key[2] = 1; }},
      {"key[1]", twister(), [](MaskSpec& s) { s.key[1] = 1; }},
      {"cipher", jax(), [](MaskSpec& s) { s.counters = ConsecutiveBlocks{}; }},
      {"cipher", jax(), [](MaskSpec& s) { s.counters = Sequence{}; }},
      {"cipher", tensorflow(), [](MaskSpec& s) { s.counters = SplitHalves{}; }},
      {"cipher", tensorflow(),
       [](MaskSpec& s) {
         s.counters = SplitDimension{1, 10, 10};
       }},
      {"cipher", jax(), [](MaskSpec& s) { s.counters = CudaGrid{}; }},
      {"cipher", jax(),
       [](MaskSpec& s) {
         s.counters = AttentionTiles{0, 1, 10, 10};
       }},
      {"cipher", numpy(), [](MaskSpec& s) { s.counters = BlockPerElement{}; }},
      {"selection", jax(), [](MaskSpec& s) { s.selection = WordSelection::quarter_of_word; }},
      {"selection", tensorflow(), [](MaskSpec& s) { s.selection = WordSelection::xor_of_block; }},
      {"selection", numpy(), [](MaskSpec& s) { s.selection = WordSelection::two_words; }},
      {"selection", original(), [](MaskSpec& s) { s.selection = WordSelection::xor_of_block; }},
      {"selection", split(), [](MaskSpec& s) { s.selection = WordSelection::two_words; }},
      {"selection", cuda(), [](MaskSpec& s) { s.selection = WordSelection::two_words; }},
      {"selection", flash(), [](MaskSpec& s) { s.selection = WordSelection::word; }},
      {"selection", twister(), [](MaskSpec& s) { s.selection = WordSelection::word; }},
      {"selection", mcg(), [](MaskSpec& s) { s.selection = WordSelection::two_words; }},
      {"counters.order", jax(), [](MaskSpec& s) { map_of<BlockPerElement>(s).order = BlockPerElement::Order{9}; }},
      {"counters.first", tensorflow(),
       [](MaskSpec& s) { map_of<ConsecutiveBlocks>(s).first[3] = std::uint64_t{1} << 32; }},
      {"elements", original(), [](MaskSpec& s) { s.elements = (std::uint64_t{1} << 32) + 1; }},
      {"outer * extent * inner of counters", split(), [](MaskSpec& s) { s.elements = 99; }},
      {"outer * extent * inner of counters", split(),
       [](MaskSpec& s) { map_of<SplitDimension>(s).outer = ~std::uint64_t{0}; }},
      {"counters.vector_width", cuda(), [](MaskSpec& s) { map_of<CudaGrid>(s).vector_width = 3; }},
      {"counters.threads", cuda(), [](MaskSpec& s) { map_of<CudaGrid>(s).threads = 0; }},
      {"heads * rows * cols of counters", flash(), [](MaskSpec& s) { map_of<AttentionTiles>(s).heads = 2; }},
      {"counters.rows", flash(),
       [](MaskSpec& s) {
         s.elements = std::uint64_t{1} << 40;
         map_of<AttentionTiles>(s) = {.base = 0, .heads = 1, .rows = s.elements, .cols = 1};
       }},
      {"counters.cols", flash(),
       [](MaskSpec& s) {
         s.elements = std::uint64_t{1} << 40;
         map_of<AttentionTiles>(s) = {.base = 0, .heads = 1, .rows = 1, .cols = s.elements};
       }},
      {"window.fold", flash(), [](MaskSpec& s) { s.window = {.shift = 0, .bits = 31, .fold = true}; }},
      {"window.fold", mcg(), [](MaskSpec& s) { s.window.fold = true; }},
      {"window.bits", folded(), [](MaskSpec& s) { s.window.bits = 30; }},
      {"window.shift", folded(), [](MaskSpec& s) { s.window.shift = 1; }},
      {"window.bits", jax(), [](MaskSpec& s) { s.window = {.shift = 0, .bits = 0}; }},
      {"window.bits", numpy(), [](MaskSpec& s) { s.window = {.shift = 0, .bits = 64}; }},
      {"window.shift + window.bits", jax(), [](MaskSpec& s) { s.window.shift = 10; }},
      {"window.shift + window.bits", flash(), [](MaskSpec& s) { s.window.bits = 9; }},
      {"window.shift + window.bits", jax(), [](MaskSpec& s) { s.window.shift = ~0U; }},
      {"rounds", chacha(), [](MaskSpec& s) { s.rounds = 12; }},
      {"rounds", elements(), [](MaskSpec& s) { s.rounds = 30; }},
      {"key[7]", chacha(), [](MaskSpec& s) { s.key[7] = std::uint64_t{1} << 32; }},
      {"key[7]", elements(), [](MaskSpec& s) { s.key[7] = KoalaBear::modulus; }},
      {"key[4]", jax(), [](MaskSpec& s) { s.key[4] = 1; }},
      {"cipher", jax(), [](MaskSpec& s) { s.counters = RecordBlocks{}; }},
      {"cipher", chacha(), [](MaskSpec& s) { s.counters = ConsecutiveBlocks{}; }},
      {"selection", chacha(), [](MaskSpec& s) { s.selection = WordSelection::byte_of_element; }},
      {"selection", elements(), [](MaskSpec& s) { s.selection = WordSelection::quarter_of_word; }},
      {"selection", jax(), [](MaskSpec& s) { s.selection = WordSelection::bit_of_element; }},
      {"window", elements(), [](MaskSpec& s) { s.window = {.shift = 1, .bits = 30}; }},
      {"window", bytes(), [](MaskSpec& s) { s.window.bits = 8; }},
      {"threshold", elements(), [](MaskSpec& s) { s.threshold = std::uint64_t{KoalaBear::modulus} + 1; }},
      {"threshold", bytes(), [](MaskSpec& s) { s.threshold = 257; }},
      {"elements", chacha(), [](MaskSpec& s) { s.elements = (std::uint64_t{1} << 36) + 1; }},
      {"elements", elements(), [](MaskSpec& s) { s.elements = (std::uint64_t{1} << 52) + 1; }},
      {"record.step", chacha(), [](MaskSpec& s) { map_of<RecordBlocks>(s).record.step = std::uint64_t{1} << 32; }},
      {"record.site", bytes(), [](MaskSpec& s) { map_of<RecordBlocks>(s).record.site = 1U << 24; }},
      {"comparison", jax(), [](MaskSpec& s) { s.comparison = Comparison{7}; }},
      {"threshold", jax(), [](MaskSpec& s) { s.threshold = (1U << 23) + 1; }},
  };
  for (const Mistake& mistake : mistakes) {
    MaskSpec spec = mistake.spec;
    CHECK_NOTHROW(check_mask_spec(spec));
    mistake.make(spec);
    CAPTURE(mistake.argument);
    std::string argument = "nothing";
    try {
      check_mask_spec(spec);
    } catch (const UsageError& error) {
      argument = error.argument();
      CHECK(error.where() == "MaskSpec");
      CHECK_FALSE(error.expected().empty());
    }
    CHECK(argument == mistake.argument);
  }
}

TEST_CASE("check_mask_spec: a message tells what would be right") {
  MaskSpec spec = jax();
  spec.counters = CudaGrid{};
  CHECK_THROWS_WITH(check_mask_spec(spec), "MaskSpec: cipher = threefry2x32, must be philox4x32, for the map CudaGrid");
}
