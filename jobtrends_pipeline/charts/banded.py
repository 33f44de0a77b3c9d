"""Linear equations of a chain of blocks of unknowns, and one tied to all.

The vertices of a few months are such a block, the end of the scale is the one tied to all. Cost grows with the length
of the chain, not with its cube, and no library's threads are woken.
"""

from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.charts.calibration import Floats


@dataclass(frozen=True, slots=True)
class Chain:
    """A symmetric positive definite matrix, by its parts.

    Attributes:
        diagonal: Blocks on the diagonal, shape (blocks, size, size).
        lower: Blocks that tie each block but the first to the one before it, shape (blocks - 1, size, size).
        border: Row of the last unknown, shape (blocks, size).
        corner: Diagonal of the last unknown.
    """

    diagonal: Floats
    lower: Floats
    border: Floats
    corner: float

    def damped(self, factor: float) -> "Chain":
        """Return the matrix with its diagonal raised by a factor."""
        size = self.diagonal.shape[1]
        more = factor * np.einsum("bii->bi", self.diagonal)[:, :, None] * np.eye(size)
        return Chain(self.diagonal + more, self.lower, self.border, self.corner * (1 + factor))

    def solve(self, right: Floats, last: float) -> tuple[Floats, float]:
        """Solve the equations.

        Args:
            right: Right sides, shape (blocks, size).
            last: Right side of the last unknown.

        Returns:
            The unknowns, in the same shapes.
        """
        inverses, ties = self._eliminated()
        one, border = self._substituted(inverses, ties, np.stack([right, self.border], axis=2)).transpose(2, 0, 1)
        end = (last - (self.border * one).sum()) / (self.corner - (self.border * border).sum())
        return one - end * border, float(end)

    def inverse_diagonal(self) -> Floats:
        """Return the diagonal of the inverse but for the last unknown.

        Its shape is (blocks, size).
        """
        inverses, ties = self._eliminated()
        border = self._substituted(inverses, ties, self.border[:, :, None])[:, :, 0]
        found = np.empty_like(self.border)
        below = inverses[-1]
        found[-1] = np.diag(below)
        for block in range(len(ties) - 1, -1, -1):
            below = inverses[block] + ties[block].T @ below @ ties[block]
            found[block] = np.diag(below)
        return np.asarray(found + border**2 / (self.corner - (self.border * border).sum()))

    def _eliminated(self) -> tuple[list[Floats], list[Floats]]:
        """Return the inverse of each block's remainder, and its tie to the block before."""
        inverses, ties = [np.linalg.inv(self.diagonal[0])], []
        for block, lower in zip(self.diagonal[1:], self.lower, strict=True):
            tie = lower @ inverses[-1]
            ties.append(tie)
            inverses.append(np.linalg.inv(block - tie @ lower.T))
        return inverses, ties

    def _substituted(self, inverses: list[Floats], ties: list[Floats], right: Floats) -> Floats:
        """Solve the equations without the last unknown.

        The right sides are of shape (blocks, size, n).
        """
        found = right.copy()
        for block, tie in enumerate(ties):
            found[block + 1] -= tie @ found[block]
        found[-1] = inverses[-1] @ found[-1]
        for block in range(len(ties) - 1, -1, -1):
            found[block] = inverses[block] @ found[block] - ties[block].T @ found[block + 1]
        return found
