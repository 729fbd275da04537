package dev.varve.image.transfer;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The holes of a file that a writer fills, to make them again where there is no room for the rest. What is written lies
/// where nobody reads it yet, so that it may read as zeros as it did before.
public final class FilledHoles {
    /// Some MiB of places; room that is taken by more of them than this is not given back.
    private static final int PLACES_MAX = 1 << 17;

    private record Place(long from, long to) {}

    private final ImageFile file;
    private final List<Place> places = new ArrayList<>();

    /// What was last asked of the file: from `start` to before `end` it is a hole, or none.
    private long start;

    private long end;
    private boolean hole;

    public FilledHoles(ImageFile file) {
        this.file = file;
    }

    /// Looks what is a hole of the `bytes` from `at` on, which are about to be written.
    public void filling(long at, long bytes) throws IOException {
        for (long from = at; from < at + bytes; from = end) {
            if (from < start || from >= end) {
                look(from);
            }
            if (hole) {
                add(from, Math.min(at + bytes, end));
            }
        }
    }

    private void look(long at) throws IOException {
        long data = file.nextData(at);
        start = at;
        hole = data > at;
        end = Math.max(at + 1, hole ? data : file.nextHole(at));
    }

    private void add(long from, long to) {
        if (!places.isEmpty() && places.getLast().to() == from) {
            places.set(places.size() - 1, new Place(places.getLast().from(), to));
        } else if (places.size() < PLACES_MAX) {
            places.add(new Place(from, to));
        }
    }

    /// Makes all of them holes again.
    public void giveBack() throws IOException {
        for (var place : places) {
            file.punch(place.from(), place.to() - place.from());
        }
        forget();
    }

    /// Leaves them filled.
    public void forget() {
        places.clear();
        start = 0;
        end = 0;
    }
}
