package dev.varve.image.qcow2.meta;

/// What a table takes of the file, inside what an offset can be; empty tables are nowhere.
record TableSpan(String name, long start, long bytes) {
    private static final long OFFSET_END = 1L << 56;

    /// {@return the table, refused unless it begins at a cluster behind the header}
    ///
    /// @param bytes not negative
    static TableSpan of(String name, long start, long bytes, int clusterSize)
            throws FormatException {
        if (bytes == 0) {
            return new TableSpan(name, 0, 0);
        }
        if (start < clusterSize || start % clusterSize != 0 || start > OFFSET_END - bytes) {
            throw FormatException.corrupt(
                    name + " at a cluster behind the header",
                    "offset " + Long.toUnsignedString(start));
        }
        return new TableSpan(name, start, bytes);
    }

    void requireApart(TableSpan other) throws FormatException {
        if (bytes > 0 && other.bytes > 0 && start < other.end() && other.start < end()) {
            throw FormatException.corrupt(
                    "tables apart from one another", name + " and " + other.name + " overlap");
        }
    }

    private long end() {
        return start + bytes;
    }
}
