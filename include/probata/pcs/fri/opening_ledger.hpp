// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/pcs/fri/persistent_identity.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>
#include <probata/version.hpp>

namespace probata::inline v0_1 {

class OpeningLedger;

/// The right to open a persistent matrix in one proof, given out by its ledger. It is spent by being moved away, and
/// what it stands for is used up whether or not a proof comes of it.
class [[nodiscard]] OpeningPermit {
 public:
  OpeningPermit(OpeningPermit&& other) noexcept
      : identity_(other.identity_), num_queries_(std::exchange(other.num_queries_, 0)) {}
  OpeningPermit& operator=(OpeningPermit&&) = delete;
  OpeningPermit(const OpeningPermit&) = delete;
  OpeningPermit& operator=(const OpeningPermit&) = delete;
  ~OpeningPermit() = default;

  /// The digest of the matrix's identity.
  [[nodiscard]] const Sha256::Digest& identity() const noexcept { return identity_; }
  /// The most queries that the proof may have; 0 if the permit is spent.
  [[nodiscard]] std::size_t num_queries() const noexcept { return num_queries_; }

 private:
  friend class OpeningLedger;
  OpeningPermit(const Sha256::Digest& identity, std::size_t num_queries) noexcept
      : identity_(identity), num_queries_(num_queries) {}

  Sha256::Digest identity_;
  std::size_t num_queries_;
};

/// How many of the random coefficients of a persistent matrix are used: every proof that opens it uses 2 (q + e), and
/// together they may use m - e - 1. Beyond that the columns are no longer hidden, and no verifier can notice.
///
/// The ledger is a list of reservations that only grows. There is one for each root, for all programs and machines that
/// open it together; it is begun when the matrix is committed, and who has lost it treats the matrix as used up: a
/// ledger that is begun again for a matrix that was opened before forgets what that used.
///
/// What the caller provides, since no object in memory can:
/// - Storage. `reserve` gives no permit before `store` has returned, and `store` returns when the bytes are where they
///   survive a crash (a new file, fsync, rename, fsync of the folder). Nothing of a proof exists before that.
/// - One writer at a time. An object cannot be copied, but two programs may read the same file: lock it.
/// - Protection against rollback. An old copy of the file is a ledger in good order. Its head, 32 bytes, kept elsewhere
///   (a log, another machine, a monotone counter) tells them apart: `has_passed(head)` is false for an older ledger.
/// Each reservation has an identifier of 16 random bytes, so that copies that were continued separately are different
/// even if they reserved the same: `merge` takes the longer of two only if it begins with the other.
/// @source  protocol, section 1.3
class OpeningLedger {
 public:
  static constexpr std::size_t max_queries = 1024;

  /// The ledger of a matrix that was never opened: for who has just committed it.
  template <class Suite, FormatExtension EF>
  static OpeningLedger begin(const PersistentIdentity<Suite, EF>& identity) {
    return OpeningLedger(identity.digest(), EF::degree, identity.parameters().budget(EF::degree));
  }

  /// Reads the bytes of a ledger of this matrix.
  /// @returns  the ledger; Errc::instance_format for a wrong magic, format, length or head; Errc::matrix_bind if it is
  ///           of another matrix, or its reservations are more than the matrix has coefficients for.
  template <class Suite, FormatExtension EF>
  static Result<OpeningLedger> parse(std::span<const std::byte> bytes, const PersistentIdentity<Suite, EF>& identity) {
    OpeningLedger ledger = begin(identity);
    if (const Status status = ledger.read(bytes); !status.ok()) return status;
    return ledger;
  }

  /// What was moved from has nothing left.
  OpeningLedger(OpeningLedger&& other) noexcept
      : identity_(other.identity_),
        degree_(other.degree_),
        budget_(other.budget_),
        used_(std::exchange(other.used_, other.budget_)),
        entries_(std::move(other.entries_)),
        head_(other.head_) {}
  OpeningLedger& operator=(OpeningLedger&&) = delete;
  OpeningLedger(const OpeningLedger&) = delete;
  OpeningLedger& operator=(const OpeningLedger&) = delete;
  ~OpeningLedger() = default;

  /// The digest of the matrix's identity.
  [[nodiscard]] const Sha256::Digest& identity() const noexcept { return identity_; }
  /// m - e - 1.
  [[nodiscard]] std::uint64_t budget() const noexcept { return budget_; }
  /// Coefficients of each column that are used, those of attempts that failed included.
  [[nodiscard]] std::uint64_t used() const noexcept { return used_; }
  [[nodiscard]] std::size_t num_reservations() const noexcept { return entries_.size(); }
  /// How many proofs of q queries there are still coefficients for.
  [[nodiscard]] std::uint64_t num_left(std::size_t num_queries) const noexcept {
    return (budget_ - used_) / coefficients_per_proof(num_queries, degree_);
  }

  /// Reserves what one proof of `num_queries` queries uses, before it is made: the reservation is stored first and the
  /// permit given afterwards. It counts although the proof is aborted, and although `store` throws.
  ///
  /// An exhausted ledger is a UsageError and no Status: no check of the verifier has this meaning, nobody can ignore it
  /// by mistake, and who wants to know beforehand asks num_left.
  ///
  /// @param random  16 bytes are taken from it, see above
  /// @param store   store(bytes): makes the bytes of the ledger durable, or throws
  /// @throws UsageError  if num_queries is not in 1..1024, or the ledger has no coefficients left for such a proof
  template <SecureRandom Random, std::invocable<std::span<const std::byte>> Store>
  OpeningPermit reserve(std::size_t num_queries, Random& random, Store&& store) {
    if (num_queries < 1 || num_queries > max_queries) {
      throw_usage("OpeningLedger::reserve", "num_queries", num_queries, "in 1..1024");
    }
    if (num_left(num_queries) == 0) {
      throw_usage("OpeningLedger::reserve", "num_queries", num_queries,
                  "few enough for the " + std::to_string(budget_ - used_) + " of " + std::to_string(budget_) +
                      " coefficients that are left; commit the matrix again with new masks");
    }
    Entry entry{static_cast<std::uint16_t>(num_queries), {}};
    random.fill(entry.attempt);
    append(entry);
    store(std::span<const std::byte>(bytes()));
    return OpeningPermit(identity_, num_queries);
  }

  /// Takes over the reservations of another copy, if one of the two begins with the other.
  /// @throws UsageError  if it is of another matrix, or both copies were continued: then proofs were made that neither
  ///                     knows all of, and both are to be given up
  void merge(const OpeningLedger& other) {
    if (other.identity_ != identity_) {
      throw_usage("OpeningLedger::merge", "other", "the ledger of another matrix", "a copy of this ledger");
    }
    const std::size_t common = std::min(entries_.size(), other.entries_.size());
    if (!std::equal(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(common), other.entries_.begin())) {
      throw_usage("OpeningLedger::merge", "other", "a copy that was continued separately",
                  "an earlier or a later state of this ledger");
    }
    for (std::size_t i = common; i < other.entries_.size(); ++i) append(other.entries_[i]);
  }

  /// A digest of the matrix's identity and all reservations in order.
  [[nodiscard]] Sha256::Digest head() const { return head_; }
  /// Whether this ledger has, or once had, that head: false for one that is older than it.
  [[nodiscard]] bool has_passed(const Sha256::Digest& head) const {
    Sha256::Digest current = first_head();
    for (const Entry& entry : entries_) {
      if (current == head) return true;
      current = next_head(current, entry);
    }
    return current == head;
  }

  /// "PROBALED", u16 format = 1, the digest of the identity, for each reservation u16 q and 16 bytes, the head.
  [[nodiscard]] std::vector<std::byte> bytes() const {
    serial::Writer writer;
    write_start(writer);
    for (const Entry& entry : entries_) entry.write(writer);
    writer.write_bytes(head_);
    return std::move(writer).take();
  }

 private:
  struct Entry {
    static constexpr std::size_t num_bytes = 18;

    std::uint16_t num_queries;
    std::array<std::byte, 16> attempt;

    template <class Writer>
    void write(Writer& writer) const {
      writer.write_u16(num_queries);
      writer.write_bytes(attempt);
    }
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  OpeningLedger(const Sha256::Digest& identity, std::size_t degree, std::uint64_t budget)
      : identity_(identity), degree_(degree), budget_(budget), head_(first_head()) {}

  // SHA-256("probata/1/ledger" || what came before), of two lengths.
  static Sha256 start_hash() {
    serial::Writer tag;
    tag.write_text("probata/1/ledger");
    return Sha256().update(tag.bytes());
  }
  [[nodiscard]] Sha256::Digest first_head() const { return start_hash().update(identity_).digest(); }
  static Sha256::Digest next_head(const Sha256::Digest& head, const Entry& entry) {
    serial::Writer writer;
    entry.write(writer);
    return start_hash().update(head).update(writer.bytes()).digest();
  }

  void append(const Entry& entry) {
    const std::uint64_t count = coefficients_per_proof(entry.num_queries, degree_);
    PROBATA_ASSERT(count <= budget_ - used_, "who appends has compared the count with what is left");
    entries_.push_back(entry);
    used_ += count;
    head_ = next_head(head_, entry);
  }

  void write_start(serial::Writer& writer) const {
    writer.write_text("PROBALED");
    writer.write_u16(proof_format_version);
    writer.write_bytes(identity_);
  }

  Status read(std::span<const std::byte> bytes) {
    serial::Reader reader(bytes, Errc::instance_format);
    serial::Writer start;
    write_start(start);
    const std::size_t magic_bytes = start.size() - identity_.size();
    if (const Status status = reader.expect_bytes(start.bytes().first(magic_bytes), Errc::instance_format);
        !status.ok()) {
      return status;
    }
    if (const Status status = reader.expect_bytes(identity_, Errc::matrix_bind); !status.ok()) return status;
    const std::size_t remaining = reader.remaining();
    if (remaining < head_.size() || (remaining - head_.size()) % Entry::num_bytes != 0) {
      return Status(Errc::instance_format, 0, "a ledger is a number of whole reservations");
    }
    while (reader.remaining() > head_.size()) {
      Entry entry{reader.read_u16().value_or(0), {}};
      std::ranges::copy(*reader.read_bytes(entry.attempt.size()), entry.attempt.begin());
      if (entry.num_queries < 1 || entry.num_queries > max_queries || num_left(entry.num_queries) == 0) {
        return Status(Errc::matrix_bind, static_cast<std::uint32_t>(entries_.size()),
                      "more reservations than the matrix has coefficients for");
      }
      append(entry);
    }
    return reader.expect_bytes(head_, Errc::instance_format);
  }

  Sha256::Digest identity_;
  std::size_t degree_;
  std::uint64_t budget_;
  std::uint64_t used_ = 0;
  std::vector<Entry> entries_;
  Sha256::Digest head_;
};

}  // namespace probata::inline v0_1
