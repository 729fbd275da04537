package dev.varve.testing.surface;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [PublicSurfaceTest] asks for; a type is seen by others if it is public all the way out.
public final class Samples {
    private Samples() {}

    public record Pair<T extends Comparable<T>>(T first, List<String> rest) {
        public Pair(T first) {
            this(first, List.of());
        }

        public int size() {
            return rest.size();
        }

        @Override
        public String toString() {
            return "a pair";
        }
    }

    public sealed interface Answer {
        record Yes() implements Answer {}

        record No(String why) implements Answer {}
    }

    public abstract static class Open {
        protected final int count;

        protected Open(int count) {
            this.count = count;
        }

        protected abstract @Nullable String name(String... words) throws IOException;

        @Deprecated
        public void old() {}

        void ours() {}
    }

    static class Hidden {
        public void inherited() {}
    }

    public static final class Shown extends Hidden {
        Shown() {}

        @SuppressWarnings("ProtectedMembersInFinalClass")
        protected void nobodyInherits() {}
    }

    public enum Colour {
        RED
    }
}
