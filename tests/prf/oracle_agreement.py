#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random descriptions of masks, computed by the library and by vectors/reference_prf.py and vectors/counter_modes.py.

    oracle_agreement.py PROGRAM [--count N] [--seed S] [--jobs J]

PROGRAM is oracle_agreement.cpp, compiled. Thresholds, first and last words and masks must be equal. The descriptions
depend on N and S only."""

import argparse
import json
import math
import multiprocessing
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vectors"))
import counter_modes  # noqa: E402
import reference_prf as oracle  # noqa: E402

IMPLS = ["threefry2x32", "rbg", "philox4x32", "philox2x32", "threefry4x32"]
WINDOWS = {"f32": (9, 23, 32), "bf16": (1, 7, 8), "f64": (12, 52, 64)}
TF_WINDOWS = {"f32": (0, 23, 32), "bf16": (0, 7, 32), "f16": (0, 10, 32), "f64": (0, 52, 64)}
EDGES = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 63, 2 ** 64 - 1]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def below(self, n):
        return self.random.randrange(n)

    def pick(self, values):
        return self.random.choice(values)

    def u64(self):
        return self.pick(EDGES) if self.below(4) == 0 else self.random.getrandbits(64)

    def probability(self):
        """What people write, random bits, tiny numbers, and numbers beside those that round differently."""
        kind = self.below(6)
        if kind == 0:
            return self.pick([0.0, 1.0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99])
        if kind == 1:
            return self.below(1001) / 1000
        if kind == 2:
            return math.ldexp(self.random.random(), -self.below(60))
        if kind == 3:
            return math.nextafter(self.below(257) / 256, self.below(2)) if hasattr(math, "nextafter") else 0.5
        if kind == 4:  # half way between two floats
            low = oracle.f32(self.random.random() * 0.99)
            word = struct.unpack("<I", struct.pack("<f", low))[0]
            return (low + struct.unpack("<f", struct.pack("<I", word + 1))[0]) / 2
        return self.random.random()

    def size(self):
        return 1 + self.below(300) if self.below(20) == 0 else 1 + self.below(24)

    def shape(self):
        return [1 + self.below(4) for _ in range(1 + self.below(4))] if self.below(3) else [self.size()]

    def steps(self):
        steps = []
        for _ in range(self.below(4)):
            kind = self.below(3)
            if kind == 0:
                count = 1 + self.below(1000)
                steps.append(["split", count, self.below(count)])
            elif kind == 1:
                steps.append(["fold_in", self.random.getrandbits(32)])
            else:
                path = ["".join(self.random.choices("abcXYZ_019", k=self.below(12))) for _ in range(self.below(6))]
                steps.append(["flax", path + [self.pick([0, 1, 255, 256, self.random.getrandbits(40)])]])
        return steps

    def uniform(self, window, prob_dtype, keep=None, rate=None):
        shift, bits, word_bits = window
        v = {"value": {"shift": shift, "bits": bits}, "word_bits": word_bits, "prob_dtype": prob_dtype}
        if keep is not None:
            v.update(keep=keep, compare="lt", threshold_rule="v/2^bits < round(keep)")
        else:
            v.update(rate=rate, compare="ge", threshold_rule="v/2^bits >= round(rate)")
        return v

    def jax(self):
        impl = self.pick(IMPLS)
        partitionable = self.below(3) != 0
        types = ["f32", "bf16"] + (["f64"] if impl == "threefry2x32" and partitionable else [])
        kind = self.pick(types)
        return {"scheme": "jax", "impl": impl, "partitionable": partitionable, "x64": self.below(2) == 0,
                "seed": self.u64(), "derive": self.steps(), "shape": self.shape(),
                **self.uniform(WINDOWS[kind], kind, keep=self.probability())}

    def tf_philox(self):
        kind = self.pick(list(TF_WINDOWS))
        window = (9, 23, 32) if kind == "f32" and self.below(2) else TF_WINDOWS[kind]
        return {"scheme": "tf_philox", "seed": [self.u64(), self.u64()], "shape": self.shape(),
                **self.uniform(window, kind, rate=self.probability())}

    def tf_threefry_xla(self):
        seed = [self.random.getrandbits(32), self.random.getrandbits(32)]
        shape = [1 + self.below(7) for _ in range(1 + self.below(3))]
        return {"scheme": "tf_threefry_xla", "seed": seed, "shape": shape,
                **self.uniform((9, 23, 32), "f32", rate=self.probability())}

    def numpy_philox(self):
        kind = self.pick(["f64", "f32"])
        v = {"scheme": "numpy_philox", "shape": self.shape(),
             **self.uniform((11, 53, 64) if kind == "f64" else (8, 24, 32), kind, keep=self.probability())}
        if self.below(2):
            v.update(key=[f"{self.u64():x}", f"{self.u64():x}"],
                     counter="".join(f"{self.u64():016x}" for _ in range(4)))
            return v
        entropy = self.random.getrandbits(self.pick([1, 31, 32, 33, 64, 100, 128, 200]))
        words = [entropy >> (32 * i) & oracle.M32 for i in range(7)]
        v.update(entropy=entropy, entropy_words=words)
        return v

    def torch_cpu(self):
        rate = self.probability()
        v = {"scheme": "torch_cpu", "seed": self.u64(), "skip": self.below(700), "shape": self.shape(),
             **self.uniform((0, 53, 64), "f64", keep=1.0 - rate)}
        return {**v, "rate": rate}

    def simple(self, scheme, bits, compare, rule, word_bits=32, fold=False):
        rate = self.probability()
        value = {"shift": 0, "bits": bits, **({"fold": True} if fold else {})}
        return {"scheme": scheme, "seed": self.u64(), "shape": self.shape(), "rate": rate, "keep": 1.0 - rate,
                "value": value, "word_bits": word_bits, "compare": compare, "threshold_rule": rule}

    def torch_mkl_mcg31(self):
        v = self.simple("torch_mkl_mcg31", 31, "lt", "f32(v)/2^31 < f32(keep)")
        return {**v, "calls_before": self.below(5)}

    def inductor_cpu(self):
        return {**self.simple("inductor_cpu", 31, "ge", "triton_uniform(v) > f32(rate)"), "seed_index": self.below(4)}

    def triton(self):
        return {**self.simple("triton", 31, "ge", "triton_uniform(v) > f32(rate)", fold=True),
                "offset": self.random.getrandbits(self.pick([0, 10, 32, 63]))}

    def torch_cuda(self):
        v = self.simple("torch_cuda", 32, "lt", "curand_uniform(v) < f32(keep)")
        vec = self.pick([1, 2, 4, 8])
        n = vec * (1 + self.below(12))
        if self.below(30) == 0:
            n = vec * (1 + self.below(3000 // vec))
        return {**v, "vec": vec, "shape": [n], "sm_count": 1 + self.below(3), "threads_per_sm": 256 + self.below(800),
                "offset": 4 * self.random.getrandbits(self.pick([0, 5, 32, 60]))}

    def flash_attention(self):
        v = self.simple("flash_attention", 8, "lt", "v <= floor(keep*255)", word_bits=8)
        shape = [1 + self.below(2), 1 + self.below(2), 1 + self.below(20), 1 + self.below(12)]
        if self.below(30) == 0:
            shape = [1, 2, 1 + self.below(40), 1 + self.below(70)]
        return {**v, "shape": shape, "keep": oracle.f32(1.0 - oracle.f32(v["rate"])),
                "offset": self.random.getrandbits(self.pick([0, 10, 33, 63]))}

    def torch_func_random(self):
        steps = []
        for _ in range(self.below(4)):
            count = 1 + self.below(1000)
            steps.append(["split", count, self.below(count)] if self.below(2) else ["fold_in", self.u64()])
        return {"scheme": "torch_func_random", "seed": self.u64(), "derive": steps, "shape": self.shape(),
                **self.uniform((0, 24, 32), "f32", keep=self.probability())}

    def counter_modes(self):
        mode = self.pick(list(counter_modes.MODES))
        words, bits = mode.startswith("w"), 32 if mode.startswith("w") else 48
        edges = [0, 1, 2 ** 24 - 1]
        place = lambda: self.pick(edges) if self.below(2) else self.random.getrandbits(24)  # noqa: E731
        step = self.pick([0, 1, 2 ** 24 - 1, 2 ** 24, 2 ** bits - 1, self.random.getrandbits(bits)])
        limit = 2 ** 32 if words else counter_modes.P
        key = [self.pick([0, limit - 1]) if self.below(8) == 0 else self.below(limit) for _ in range(8)]
        n = 1 + self.below(counter_modes.PER_BLOCK[mode] * (3 if self.below(8) == 0 else 1))
        return {"scheme": "counter_modes", "mode": mode, "key": key, "stream": self.below(256), "step": step,
                "site": place(), "replica": place(), "n": n, "keep": self.probability(), "word_bits": 64}

    def vector(self):
        others = [name for name in oracle.SCHEMES if name != "jax"] + ["counter_modes"]
        return getattr(self, self.pick(["jax", "jax", "jax", "jax"] + others))()


def expected(v):
    if v["scheme"] == "counter_modes":
        words, mask = counter_modes.evaluate(v)
        return str(counter_modes.threshold(v)), words[0], words[-1], counter_modes.pack(mask)
    v["threshold"] = str(oracle.threshold(v))
    words, mask = oracle.evaluate(v)
    return v["threshold"], words[0], words[-1], oracle.pack_mask(mask)


def difference(v, answer):
    """None if the answer is the oracle's, else what differs. Of JAX's 8-bit words the library keeps the whole word."""
    parts = answer.split()
    if len(parts) != 4:
        return answer
    word_mask = 2 ** v["word_bits"] - 1
    got = (parts[0], int(parts[1]) & word_mask, int(parts[2]) & word_mask, parts[3])
    want = expected(v)
    names = ("threshold", "first word", "last word", "mask")
    return next((f"{name}: {a}, by the oracle {b}" for name, a, b in zip(names, got, want) if a != b), None)


BATCH = 2000


def check_batch(task):
    """The batch's descriptions by the program and by the oracle: how many of which scheme, and what differs."""
    program, seed, batch, count = task
    maker = Maker(f"{seed} {batch}")
    vectors = [maker.vector() for _ in range(count)]
    lines = "".join(json.dumps(v) + "\n" for v in vectors)
    process = subprocess.run([program], input=lines, text=True, capture_output=True, check=False)
    answers = process.stdout.splitlines()
    if process.returncode != 0 or len(answers) != count:
        return {}, [f"{program}: status {process.returncode}, {len(answers)} answers to {count} lines"]
    schemes, complaints = {}, []
    for v, answer in zip(vectors, answers):
        schemes[v["scheme"]] = schemes.get(v["scheme"], 0) + 1
        complaint = difference(v, answer)
        if complaint is not None:
            complaints.append(f"{complaint} {json.dumps(v)}")
    return schemes, complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    counter_modes.self_test()
    tasks = [(arguments.program, arguments.seed, start // BATCH, min(BATCH, arguments.count - start))
             for start in range(0, arguments.count, BATCH)]
    schemes, wrong = {}, 0
    with multiprocessing.Pool(arguments.jobs) as pool:
        for found, complaints in pool.imap(check_batch, tasks):
            for scheme, count in found.items():
                schemes[scheme] = schemes.get(scheme, 0) + count
            for complaint in complaints[:max(0, 5 - wrong)]:
                print(complaint)
            wrong += len(complaints)
    done = sum(schemes.values())
    print(", ".join(f"{scheme} {count}" for scheme, count in sorted(schemes.items())))
    print(f"{done - wrong} of {arguments.count} random masks agree with the oracle (seed {arguments.seed})")
    return 0 if wrong == 0 and done == arguments.count else 1


if __name__ == "__main__":
    sys.exit(main())
