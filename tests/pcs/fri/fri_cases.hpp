// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/security/fri_parameters.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

/// What tests of openings share: parameters, claims, and traces for them.
namespace probata {

/// Failed comparisons print the code by its name, with index and detail.
inline std::ostream& operator<<(std::ostream& out, const Status& status) {
  return out << name(status.code()) << '[' << status.index() << "] " << status.detail();
}

}  // namespace probata

namespace probata::testing {

using ClaimedTrees = std::vector<std::vector<ClaimedMatrix>>;

/// Small parameters of the format, in plain mode: rate 1/2, folding by up to 8 down to level 4.
inline FriParameters plain_parameters(std::uint16_t num_queries = 6) {
  return {.log_blowup = 1, .log_final = 4, .log_arity = 3, .num_queries = num_queries};
}
/// The same with a quarter of a code's dimension for masks.
inline FriParameters hiding_parameters(std::uint16_t num_queries = 6) {
  FriParameters fri = plain_parameters(num_queries);
  fri.log_slack = 2;
  return fri;
}
/// A little work before every challenge.
inline FriParameters with_grinding(FriParameters fri) {
  fri.grinding = {.deep = 3, .batch = 4, .fold = 2, .query = 5};
  return fri;
}

/// Matrices of a claim, by tree.
template <class F>
class Traces {
 public:
  using Views = std::vector<std::vector<MatrixView<const F>>>;

  Traces(Rng& rng, const ClaimedTrees& trees) {
    for (const auto& tree : trees) {
      matrices_.emplace_back();
      for (const ClaimedMatrix& shape : tree) {
        const std::size_t rows = std::size_t{1} << shape.log_height;
        matrices_.back().push_back(
            Matrix<F>::from_flat(random_elements<F>(rng, rows * shape.width), std::size_t{shape.width}));
      }
    }
  }

  Matrix<F>& operator()(std::size_t tree, std::size_t matrix) { return matrices_[tree][matrix]; }
  const Matrix<F>& operator()(std::size_t tree, std::size_t matrix) const { return matrices_[tree][matrix]; }

  Views views() const {
    Views views;
    for (const auto& tree : matrices_) {
      views.emplace_back();
      for (const Matrix<F>& matrix : tree) views.back().push_back(matrix.view());
    }
    return views;
  }

 private:
  std::vector<std::vector<Matrix<F>>> matrices_;
};

template <class F>
std::span<const std::vector<MatrixView<const F>>> as_span(const std::vector<std::vector<MatrixView<const F>>>& views) {
  return views;
}

/// A point outside the base field.
template <class EF>
EF random_point(Rng& rng) {
  EF point = random_element<EF>(rng);
  point[EF::degree - 1] = random_nonzero<typename EF::Prime>(rng);
  return point;
}

}  // namespace probata::testing
