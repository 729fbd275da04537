package dev.varve.cli.svg;

import dev.varve.state.SnapshotMap;

/// What stands at one place of the picture.
sealed interface Spot {
    /// {@return whether it is the present state, or that lies on it}
    boolean current();

    /// A node.
    record Node(SnapshotMap.Node tree) implements Spot {
        @Override
        public boolean current() {
            return tree.current();
        }
    }

    /// Where a line leaves for another row of the picture, or comes back from one.
    ///
    /// @param number the same at both ends
    /// @param leaves whether it is the end that leaves
    record Jump(int number, boolean leaves, boolean current) implements Spot {}
}
