// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <cstdio>

#include <probata/core/progress.hpp>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace probata::inline v0_1 {

/// Shows progress on one line of a terminal, rewritten in place; silent where the stream is a file or a pipe, so logs
/// stay clean.
///
///   TerminalProgress terminal;
///   prove(..., ProgressSink(terminal));
class TerminalProgress {
 public:
  /// Writes to `stream` (standard error by default) if that is a terminal.
  explicit TerminalProgress(std::FILE* stream = stderr) noexcept : stream_(is_terminal(stream) ? stream : nullptr) {}
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;
  /// Ends the line, if one was begun.
  ~TerminalProgress() {
    if (line_open_) std::fputc('\n', stream_);
  }

  /// Whether reports are shown at all.
  bool shown() const noexcept { return stream_ != nullptr; }

  void operator()(const Progress& progress) {
    if (stream_ == nullptr) return;
    const int length = static_cast<int>(progress.stage.size() < 60 ? progress.stage.size() : 60);
    std::fprintf(stream_, "\r\x1b[K%.*s", length, progress.stage.data());
    if (progress.total != 0) {
      const double percent = 100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total);
      std::fprintf(stream_, " %.0f %%", percent);
    }
    std::fflush(stream_);
    line_open_ = true;
  }

 private:
  static bool is_terminal([[maybe_unused]] std::FILE* stream) noexcept {
#if defined(__unix__) || defined(__APPLE__)
    return stream != nullptr && ::isatty(::fileno(stream)) == 1;
#else
    return false;
#endif
  }

  std::FILE* stream_;
  bool line_open_ = false;
};

}  // namespace probata::inline v0_1
