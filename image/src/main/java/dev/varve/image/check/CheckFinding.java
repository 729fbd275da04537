package dev.varve.image.check;

/// One thing that a check found. Offsets are of bytes of the image's file, of the beginning of a
/// cluster unless said otherwise.
public sealed interface CheckFinding {
    /// {@return what was expected and what was found, in a line}
    String message();

    /// {@return whether refcounts, or what entries say of them, are wrong, and nothing that they count}
    default boolean isOfRefcounts() {
        return switch (this) {
            case Leaked _, RefcountTooLow _, CopiedWrong _ -> true;
            case TooManyReferences _,
                    OutsideFile _,
                    Overlap _,
                    BadEntry _,
                    Broken _,
                    RefcountsUnreadable _,
                    MarkedDirty _,
                    MarkedCorrupt _ ->
                    false;
        };
    }

    /// Nothing uses the cluster as often as its refcount says: its space is lost, and nothing else.
    record Leaked(long offset, long refcount, long references) implements CheckFinding {
        @Override
        public String message() {
            return differing(offset, references, refcount) + " (leaked)";
        }
    }

    /// More uses the cluster than its refcount says: it may be freed and written over.
    record RefcountTooLow(long offset, long refcount, long references) implements CheckFinding {
        @Override
        public String message() {
            return differing(offset, references, refcount);
        }
    }

    /// More uses the cluster than a refcount of this image can say.
    ///
    /// @param max the largest refcount
    record TooManyReferences(long offset, long max, long references) implements CheckFinding {
        @Override
        public String message() {
            return "expected at most "
                    + max
                    + " references to the cluster at "
                    + offset
                    + ", found "
                    + references;
        }
    }

    /// Entries of the active tables that are wrong about the refcount being exactly 1.
    ///
    /// @param entries how many
    record CopiedWrong(long offset, long refcount, long entries) implements CheckFinding {
        @Override
        public String message() {
            return "expected bit 63 "
                    + (refcount == 1 ? "set" : "clear")
                    + " for the cluster at "
                    + offset
                    + " with refcount "
                    + Long.toUnsignedString(refcount)
                    + ", found otherwise in entries: "
                    + entries;
        }
    }

    /// Something is used that lies beyond the file's end.
    record OutsideFile(Part part, long offset, long bytes) implements CheckFinding {
        @Override
        public String message() {
            return "expected "
                    + part
                    + " inside the file, found "
                    + bytes
                    + " bytes at "
                    + Long.toUnsignedString(offset);
        }
    }

    /// A refcount block shares its cluster.
    ///
    /// @param references those counted up to the block's own
    record Overlap(Part part, long offset, long references) implements CheckFinding {
        @Override
        public String message() {
            return "expected "
                    + part
                    + " in a cluster of its own at "
                    + offset
                    + ", found references: "
                    + references;
        }
    }

    /// An entry of a table, or where it leads, is not what it may be.
    ///
    /// @param part what the entry leads to
    record BadEntry(Part part, long entry, Flaw flaw) implements CheckFinding {
        @Override
        public String message() {
            return String.format(
                    "expected an entry for %s %s, found %016x", part, flaw.expected(), entry);
        }
    }

    /// A table can't be understood.
    record Broken(String expected, String found) implements CheckFinding {
        @Override
        public String message() {
            return "expected " + expected + ", found " + found;
        }
    }

    /// Refcounts can't be read, because their block is nowhere.
    ///
    /// @param offset of the first cluster
    record RefcountsUnreadable(long offset, long clusters) implements CheckFinding {
        @Override
        public String message() {
            return "expected refcounts of " + clusters + " clusters at " + offset + ", found none";
        }
    }

    /// The image says that its refcounts may be wrong. By itself neither a corruption nor a leak.
    record MarkedDirty() implements CheckFinding {
        @Override
        public String message() {
            return "expected refcounts that were written, found the image marked dirty";
        }
    }

    /// The image says that it is corrupt. By itself not counted as a corruption.
    record MarkedCorrupt() implements CheckFinding {
        @Override
        public String message() {
            return "expected a sound image, found it marked corrupt";
        }
    }

    /// What can be wrong with an entry.
    enum Flaw {
        UNALIGNED("that is a multiple of the cluster size"),
        RESERVED_BITS("without reserved bits"),
        COMPRESSED_AND_COPIED("that is not compressed, or with bit 63 clear"),
        COMPRESSED_IN_DATA_FILE("that is not compressed, beside an external data file"),
        COMPRESSED_AND_SUBCLUSTERS("that is not compressed, or without subclusters"),
        SUBCLUSTERS_CONTRADICT("of subclusters that are allocated or zeros, not both"),
        SUBCLUSTERS_NOWHERE("with a place for its subclusters"),
        TOO_LARGE("of a size that is allowed");

        private final String expected;

        Flaw(String expected) {
            this.expected = expected;
        }

        String expected() {
            return expected;
        }
    }

    private static String differing(long offset, long expected, long found) {
        return "expected refcount "
                + expected
                + " of the cluster at "
                + offset
                + ", found "
                + Long.toUnsignedString(found);
    }
}
