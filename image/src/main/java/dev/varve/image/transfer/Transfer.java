package dev.varve.image.transfer;

import dev.varve.image.layer.Holding;
import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerStack;
import java.io.IOException;
import java.io.InterruptedIOException;

/// Walks over the disk once and tells a writer what a run of layers holds: of each place the topmost
/// version, once.
public final class Transfer {
    private final LayerStack stack;
    private final Run run;
    private final LayerWriter writer;
    private final long unit;
    private final LayerExtent place = new LayerExtent();

    /// Which layers of the stack give.
    ///
    /// @param first the first layer that is looked at
    /// @param end the layer behind the last one that is looked at
    /// @param target the layer that takes: what it holds itself, above the others, stays
    public record Run(int first, int end, int target) {}

    public Transfer(LayerStack stack, Run run, LayerWriter writer) {
        this.stack = stack;
        this.run = run;
        this.writer = writer;
        this.unit = writer.unit();
    }

    /// Tells the writer all from the disk's beginning to before `end`, and has it finish.
    ///
    /// @throws InterruptedIOException when the thread was interrupted, and still is
    public void toEnd(long end) throws IOException {
        for (long at = 0; at < end; ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("cancelled at " + at + " of " + end + " bytes");
            }
            look(at, end - at);
            at += step(at, end);
        }
        writer.finish();
    }

    /// Finds out who gives the bytes from `at` on. Beyond its end the target of a commit hides with zeros
    /// what is below; when its disk grows, it has to hold these zeros itself.
    private void look(long at, long limit) throws IOException {
        long edge = stack.layer(run.target()).size();
        boolean beyond = at >= edge;
        int end = beyond ? Math.max(run.end(), run.target() + 1) : run.end();
        stack.find(run.first(), end, at, beyond ? limit : Math.min(limit, edge - at), place);
    }

    /// {@return by how much to go on}
    private long step(long at, long end) throws IOException {
        long bytes = place.bytes();
        boolean toEnd = at + bytes == end;
        long whole = bytes - bytes % unit;
        return switch (given()) {
            case NOTHING -> toEnd ? bytes : whole > 0 ? whole : mixed(at, end);
            case ZEROS -> {
                long zeros = toEnd ? bytes : whole;
                if (zeros == 0) {
                    yield mixed(at, end);
                }
                writer.zeros(at, zeros);
                yield zeros;
            }
            case DATA -> {
                if (whole == 0) {
                    yield mixed(at, end);
                }
                writer.data(at, whole, place.layer(), place.host());
                yield whole;
            }
            case COMPRESSED -> {
                if (unit > 1) {
                    yield mixed(at, end);
                }
                writer.mixed(at, bytes, 1, 0);
                yield bytes;
            }
        };
    }

    /// {@return how the place is held by those who give}
    private Holding given() {
        boolean own = place.layer() == run.target() && run.first() == run.target();
        return own ? Holding.NOTHING : place.holding();
    }

    /// One unit whose parts are held in several ways.
    private long mixed(long at, long end) throws IOException {
        long limit = Math.min(at + unit, end);
        long part = unit / writer.parts();
        int data = 0;
        int zeros = 0;
        for (int i = 0; i < writer.parts() && at + i * part < limit; i++) {
            switch (part(at + i * part, Math.min(at + (i + 1) * part, limit))) {
                case DATA, COMPRESSED -> data |= 1 << i;
                case ZEROS -> zeros |= 1 << i;
                case NOTHING -> {}
            }
        }
        if (data == 0 && writer.parts() == 1 && zeros != 0) {
            writer.zeros(at, limit - at);
        } else if ((data | zeros) != 0) {
            writer.mixed(at, limit - at, data, zeros);
        }
        return limit - at;
    }

    /// {@return how to hold the part: it must be data unless all of it is held in one other way}
    private Holding part(long from, long to) throws IOException {
        boolean zeros = false;
        boolean nothing = false;
        for (long at = from; at < to; at += place.bytes()) {
            look(at, to - at);
            switch (given()) {
                case DATA, COMPRESSED -> {
                    return Holding.DATA;
                }
                case ZEROS -> zeros = true;
                case NOTHING -> nothing = true;
            }
        }
        if (zeros) {
            return nothing ? Holding.DATA : Holding.ZEROS;
        }
        return Holding.NOTHING;
    }
}
