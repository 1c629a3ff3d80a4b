// expect-error: conversion from|no viable conversion
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A number becomes an element by name only: from_u64 reduces it, from_canonical states that it is reduced.
#include <probata/field/koala_bear.hpp>

probata::KoalaBear x = 5;
