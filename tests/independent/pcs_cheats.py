# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Provers of bare PCS proofs that depart from the protocol in one place and are honest in all others."""

from prove_pcs import Prover, bit_reversed, interpolate


class Cheat(Prover):
    times = 1  # what it does comes to light once in so many proofs, or always

    def __init__(self, rng, claim, traces):
        super().__init__(claim, traces, rng.randbytes(32))
        self.rng = rng

    @classmethod
    def applies(cls, claim):
        return True

    @classmethod
    def expected(cls, claim):
        """The code; "refused" if it depends on the queries, None if they also decide whether there is one."""
        raise NotImplementedError

    def element(self):
        return tuple(self.rng.randrange(1, self.claim.field.p) for _ in range(self.claim.degree))

    def other_codeword(self, values):
        """The values and those of a random line more: near to nothing that was committed, but of low degree."""
        ext, field = self.claim.extension, self.claim.field
        bits = len(values).bit_length() - 1
        points = bit_reversed([pow(field.omega[bits], i, field.p) for i in range(1 << bits)])
        slope, start = self.element(), self.element()
        return [ext.add(v, ext.add(start, ext.scale(slope, y))) for v, y in zip(values, points)]


class WrongValueAtZ(Cheat):
    """A value that the column does not take: its quotient is no polynomial."""

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FINAL"

    def opened(self, values):
        i = self.rng.randrange(len(values))
        return values[:i] + [self.claim.extension.add(values[i], self.element())] + values[i + 1:]


class ColumnOfTooHighDegree(Cheat):
    """One coefficient beyond the dimension."""

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FINAL"

    def columns(self, tree):
        result = super().columns(tree)
        level = self.rng.choice(list(result))
        column = self.rng.choice(result[level])
        dimension = self.claim.dimension(level)
        column += [0] * (dimension - len(column)) + [0, 1 + self.rng.randrange(self.claim.field.p - 1)]
        return result


class OtherFirstLayer(Cheat):
    """A codeword that has nothing to do with the columns."""

    @classmethod
    def applies(cls, claim):
        return len(claim.rounds) > 0

    @classmethod
    def expected(cls, claim):
        return "E_FRI_INPUT"

    def layer(self, number, values):
        return self.other_codeword(values) if number == 0 else values


class OtherLayer(Cheat):
    """A codeword that has nothing to do with the layer before."""

    @classmethod
    def applies(cls, claim):
        return len(claim.rounds) > 1

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FOLD"

    def layer(self, number, values):
        return self.other_codeword(values) if number == len(self.claim.rounds) - 1 else values


class OneEntry(Cheat):
    """One entry of one layer is another: who queries there sees it."""

    times = 6

    @classmethod
    def applies(cls, claim):
        return len(claim.rounds) > 0

    @classmethod
    def expected(cls, claim):
        return None

    def leaves(self, number, values):
        if number != len(self.claim.rounds) // 2:
            return values
        values = list(values)
        i = self.rng.randrange(len(values))
        values[i] = self.claim.extension.add(values[i], self.element())
        return values


class RollInForgotten(Cheat):
    """The shorter levels do not take part."""

    @classmethod
    def applies(cls, claim):
        return len(claim.levels) > 1

    @classmethod
    def expected(cls, claim):
        last = claim.levels[1] == claim.log_final
        return "E_FRI_FINAL" if last else "E_FRI_FOLD"

    def roll_in(self, weight, value):
        return self.claim.extension.zero


class RollInByBeta(Cheat):
    """The power of the challenge that the folding uses already."""

    @classmethod
    def applies(cls, claim):
        return len(claim.levels) > 1

    @classmethod
    def expected(cls, claim):
        return RollInForgotten.expected(claim)

    def roll_in(self, weight, value):
        return value


class OtherFinal(Cheat):
    """A final polynomial that differs in one coefficient."""

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FINAL"

    def final(self, coefficients):
        i = self.rng.randrange(len(coefficients))
        return coefficients[:i] + [self.claim.extension.add(coefficients[i], self.element())] + coefficients[i + 1:]


class FinalByAnotherLayer(Cheat):
    """The final polynomial of another codeword."""

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FINAL"

    def layer(self, number, values):
        return self.other_codeword(values) if number == len(self.claim.rounds) else values


class MasksNotInBatch(Cheat):
    """The masks of one level are committed, and replaced by others in the batch."""

    @classmethod
    def applies(cls, claim):
        return claim.zero_knowledge

    @classmethod
    def expected(cls, claim):
        if not claim.rounds:
            return "E_FRI_FINAL"
        return "E_FRI_INPUT"

    def batch_masks(self, masks):
        top = self.claim.top
        others = [[self.rng.randrange(self.claim.field.p) for _ in column] for column in masks[top]]
        return {**masks, top: others}


class MaskOfTooHighDegree(Cheat):
    """One coefficient beyond the dimension."""

    @classmethod
    def applies(cls, claim):
        return claim.zero_knowledge

    @classmethod
    def expected(cls, claim):
        return "E_FRI_FINAL"

    def masks(self):
        result = super().masks()
        self.rng.choice(result[self.rng.choice(list(result))]).append(1 + self.rng.randrange(self.claim.field.p - 1))
        return result


class MaskInFirstTree(Cheat):
    """The masks lie in the first tree that has their level, not in the last one."""

    @classmethod
    def _first(cls, claim, level):
        return next(number for number, tree in enumerate(claim.trees) if level in dict(tree.levels))

    @classmethod
    def applies(cls, claim):
        return any(cls._first(claim, level) != tree for level, (tree, _) in claim.mask_places.items())

    @classmethod
    def expected(cls, claim):
        return "refused"

    def mask_tree(self, level):
        return self._first(self.claim, level)


class NoSalts(Cheat):
    """Narrow row groups stay without."""

    @classmethod
    def applies(cls, claim):
        return len(claim.salted) > 0

    @classmethod
    def expected(cls, claim):
        return "E_LENGTH_TOTAL"

    def is_salted(self, tree, level):
        return False


class SaltsEverywhere(Cheat):
    """Wide row groups have them too."""

    @classmethod
    def applies(cls, claim):
        return claim.zero_knowledge and sum(len(tree.levels) for tree in claim.trees) > len(claim.salted)

    @classmethod
    def expected(cls, claim):
        return "refused"

    def is_salted(self, tree, level):
        return True


CHEATS = [WrongValueAtZ, ColumnOfTooHighDegree, OtherFirstLayer, OtherLayer, OneEntry, RollInForgotten,
          RollInByBeta, OtherFinal, FinalByAnotherLayer, MasksNotInBatch, MaskOfTooHighDegree, MaskInFirstTree, NoSalts,
          SaltsEverywhere]
