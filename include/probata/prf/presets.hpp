// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

// Mask descriptions of all frameworks, and of the library's own counter modes.

#include <probata/prf/counter_presets.hpp>
#include <probata/prf/jax_presets.hpp>
#include <probata/prf/numpy_presets.hpp>
#include <probata/prf/tensorflow_presets.hpp>
#include <probata/prf/torch_presets.hpp>
