package dev.varve.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a picture of a domain shows: its snapshots in the order in which they came, with the present state, unnamed
/// branch layers, and what others have on its layers.
///
/// @param domain its name
/// @param roots one for each beginning
/// @param images how many images the domain and its snapshots reach
/// @param bytes of data in these
/// @param virtualBytes what the guest sees of its disks
///
/// @since 0.1
public record SnapshotMap(
        String domain, List<Node> roots, int images, long bytes, long virtualBytes) {
    public SnapshotMap {
        roots = List.copyOf(roots);
    }

    /// {@return everything in the picture}
    public Stream<Node> all() {
        return roots.stream().flatMap(Node::all);
    }

    /// A thing in its place.
    ///
    /// @param bytes of data that its own layers hold, of all disks: those down to the node before
    /// @param current whether it is the present state, or that lies on it
    /// @param next what came after it: what leads to the present state first, then the older before the younger
    public record Node(Thing thing, long bytes, boolean current, List<Node> next) {
        public Node {
            next = List.copyOf(next);
        }

        /// {@return this and all that came after it}
        public Stream<Node> all() {
            return Stream.concat(Stream.of(this), next.stream().flatMap(Node::all));
        }
    }

    /// One thing in the picture.
    public sealed interface Thing {}

    /// A snapshot.
    ///
    /// @param taken when, in whole seconds; empty where its metadata doesn't say
    /// @param description may be empty
    /// @param internal whether it lies in the images alone
    /// @param memory whether it has the guest's memory
    /// @param notes what Varve knows about it
    /// @param disks the targets of those that it has, where it lacks some of the domain's; else none
    public record Taken(
            String name,
            Optional<Instant> taken,
            String description,
            boolean internal,
            boolean memory,
            Snapshot.Notes notes,
            List<String> disks)
            implements Thing {
        public Taken {
            disks = List.copyOf(disks);
        }
    }

    /// The present state.
    ///
    /// @param state what the domain does, in virsh's words
    /// @param disks its disks that have images
    public record Now(String state, List<OwnDisk> disks) implements Thing {
        public Now {
            disks = List.copyOf(disks);
        }
    }

    /// Layers that have no name and several overlays: once frozen by a snapshot that is gone, or what everything lies on.
    ///
    /// @param layers how many, of all disks
    /// @param base whether nothing came before
    public record Branch(int layers, boolean base) implements Thing {}

    /// Somebody else's image on a layer of the domain's.
    ///
    /// @param name of the domain whose disk it is; of an image that is nobody's, its file's name
    /// @param domain whether it is a domain's
    public record Other(String name, boolean domain) implements Thing {}

    /// A disk of the present state.
    ///
    /// @param target `vda`
    /// @param bytes what its active layer holds
    public record OwnDisk(String target, long bytes) {}
}
