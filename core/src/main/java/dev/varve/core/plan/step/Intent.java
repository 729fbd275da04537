package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a user asked for, as far as it tells one operation from another.
///
/// @param domain the domain whose journal tells of it; of several, the first of the group
/// @param snapshots those that the user named, if there are any
/// @param group the domains that it is about, where they are several
/// @param subject what else the user named: a domain that is made, a disk, a directory, an archive
/// @param request what else the user said: two intents that differ in it alone are about the same things, and
///     what one has done isn't what the other asks for
public record Intent(
        Kind kind,
        DomainRef domain,
        List<SnapshotName> snapshots,
        Optional<Group> group,
        Optional<String> subject,
        Optional<String> request) {
    public enum Kind {
        CREATE,
        REVERT,
        DELETE,
        PRUNE,
        EXPIRE,
        UNDO,
        HOLD,
        RELEASE,
        TAG,
        DESCRIBE,
        MEND,
        CLONE,
        FLATTEN,
        COMMIT,
        PULL,
        RELOCATE,
        IMPORT,
        COPY;

        /// {@return the word in messages}
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Intent {
        snapshots = List.copyOf(snapshots);
    }

    /// An intent in which nothing else is said.
    public Intent(
            Kind kind,
            DomainRef domain,
            List<SnapshotName> snapshots,
            Optional<Group> group,
            Optional<String> subject) {
        this(kind, domain, snapshots, group, subject, Optional.empty());
    }

    /// {@return the same intent, in which that is said as well}
    ///
    /// @param words whatever tells one request from another
    public Intent saying(Object... words) {
        return new Intent(
                kind, domain, snapshots, group, subject, Optional.of(List.of(words).toString()));
    }

    /// {@return whether the other is about the same, whatever else is said}
    public boolean isAbout(Intent other) {
        return kind == other.kind
                && isOn(other.domain)
                && snapshots.equals(other.snapshots)
                && group.equals(other.group)
                && subject.equals(other.subject);
    }

    /// A copy that an import makes gets another UUID each time that it is asked for.
    private boolean isOn(DomainRef other) {
        return domain.uuid().equals(other.uuid())
                || (kind == Kind.IMPORT && domain.name().equals(other.name()));
    }

    /// An intent about domains that are there.
    public Intent(
            Kind kind, DomainRef domain, List<SnapshotName> snapshots, Optional<Group> group) {
        this(kind, domain, snapshots, group, Optional.empty());
    }

    /// An intent about one domain.
    public Intent(Kind kind, DomainRef domain, List<SnapshotName> snapshots) {
        this(kind, domain, snapshots, Optional.empty(), Optional.empty());
    }

    /// An intent about a single snapshot.
    public Intent(Kind kind, DomainRef domain, SnapshotName snapshot) {
        this(kind, domain, List.of(snapshot));
    }

    /// An intent about each domain of a group.
    public Intent(Kind kind, Group group, List<SnapshotName> snapshots) {
        this(kind, group.members().getFirst(), snapshots, Optional.of(group), Optional.empty());
    }

    /// {@return the intent to make a domain of that name, or several that begin with it, of a snapshot}
    public static Intent ofClone(DomainRef origin, SnapshotName snapshot, String name) {
        return new Intent(
                Kind.CLONE, origin, List.of(snapshot), Optional.empty(), Optional.of(name));
    }

    /// {@return an intent about something of a domain that isn't a snapshot}
    public static Intent ofDisk(Kind kind, DomainRef domain, String disk) {
        return new Intent(kind, domain, List.of(), Optional.empty(), Optional.of(disk));
    }

    /// {@return every domain that it is about, in the order in which they are locked}
    public List<DomainRef> domains() {
        return group.map(Group::members).orElseGet(() -> List.of(domain));
    }

    @Override
    public String toString() {
        return group.map(this::words).orElseGet(this::words);
    }

    private String words(Group all) {
        return switch (kind) {
            case REVERT -> "revert " + all.names() + " to group " + all;
            case CREATE,
                    DELETE,
                    HOLD,
                    RELEASE,
                    TAG,
                    DESCRIBE,
                    PRUNE,
                    EXPIRE,
                    MEND,
                    UNDO,
                    CLONE,
                    FLATTEN,
                    COMMIT,
                    PULL,
                    RELOCATE,
                    IMPORT,
                    COPY ->
                    kind.word() + " group " + all + " of " + all.names();
        };
    }

    private String words() {
        return switch (kind) {
            case CREATE -> "create " + named() + " of " + domain;
            case REVERT -> "revert " + domain + " to " + named();
            case DELETE, HOLD, RELEASE, TAG, DESCRIBE ->
                    kind.word() + " " + named() + " of " + domain;
            case PRUNE -> "prune the snapshots of " + domain;
            case EXPIRE -> "delete the expired snapshots of " + domain;
            case MEND -> "mend the images of " + domain;
            case UNDO -> "undo the last revert of " + domain;
            case CLONE ->
                    "clone " + named() + " of " + domain + subject.map(n -> " as " + n).orElse("");
            case FLATTEN -> "flatten " + domain;
            case RELOCATE -> "relocate " + domain + " to " + subject.orElse("");
            case IMPORT -> "import " + domain + " from " + subject.orElse("");
            case COPY -> "copy disk " + subject.orElse("") + " of " + domain;
            case COMMIT, PULL ->
                    kind.word() + " layers of disk " + subject.orElse("") + " of " + domain;
        };
    }

    private String named() {
        return snapshots.stream()
                .map(SnapshotName::value)
                .collect(
                        Collectors.joining(
                                ", ", snapshots.size() == 1 ? "snapshot " : "snapshots ", ""));
    }
}
