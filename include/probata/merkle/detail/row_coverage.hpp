// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

namespace probata::inline v0_1::detail {

/// Which rows were given: disjoint ranges, in order, no two of which touch.
class RowCoverage {
 public:
  /// Adds [begin, end), begin < end; false if a row of it was there already.
  bool add(std::size_t begin, std::size_t end) {
    auto next = std::lower_bound(ranges_.begin(), ranges_.end(), begin,
                                 [](const Range& range, std::size_t first) { return range.begin < first; });
    if (next != ranges_.end() && next->begin < end) return false;
    if (next != ranges_.begin() && std::prev(next)->end > begin) return false;
    const bool joins_next = next != ranges_.end() && next->begin == end;
    const bool joins_previous = next != ranges_.begin() && std::prev(next)->end == begin;
    if (joins_previous && joins_next) {
      std::prev(next)->end = next->end;
      ranges_.erase(next);
    } else if (joins_previous) {
      std::prev(next)->end = end;
    } else if (joins_next) {
      next->begin = begin;
    } else {
      ranges_.insert(next, Range{begin, end});
    }
    return true;
  }

  /// The first row of [0, size) that is missing, or `size`.
  std::size_t first_missing() const { return ranges_.empty() || ranges_[0].begin != 0 ? 0 : ranges_[0].end; }

 private:
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Range> ranges_;
};

}  // namespace probata::inline v0_1::detail
