// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

// Everything that every user can compile. To be included by name: the reference prime fields of field/bigprime, which
// cost as much to compile as all of this, and the adapters parallel/openmp.hpp and parallel/tbb.hpp, which need their
// libraries.

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/function_ref.hpp>
#include <probata/core/inline.hpp>
#include <probata/core/progress.hpp>
#include <probata/core/result.hpp>
#include <probata/core/status_text.hpp>
#include <probata/core/terminal_progress.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/baby_bear.hpp>
#include <probata/field/batch_inverse.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/dot_product.hpp>
#include <probata/field/extension.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/montgomery31.hpp>
#include <probata/field/packed.hpp>
#include <probata/field/packed_goldilocks.hpp>
#include <probata/field/packed_mersenne31.hpp>
#include <probata/field/packed_montgomery31.hpp>
#include <probata/field/powers.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/ntt/concepts.hpp>
#include <probata/ntt/reference_ntt.hpp>
#include <probata/parallel/concepts.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/poly/barycentric.hpp>
#include <probata/poly/bit_reverse.hpp>
#include <probata/poly/coordinates.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/poly/polynomial.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/dispatch.hpp>
#include <probata/simd/transpose.hpp>
#include <probata/version.hpp>
