package dev.varve.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be done to several domains, or to one that isn't there yet. Immutable.
///
/// @since 0.1
public sealed interface HostChange extends Request {
    /// {@return taking a snapshot of the disks of several domains at one moment}
    ///
    /// @param group the group's name, and that of each snapshot
    static CreateGroup createGroup(String group, String... domains) {
        return new CreateGroup(
                group, List.of(domains), "", Optional.empty(), Set.of(), Optional.empty());
    }

    /// {@return taking a snapshot of several domains at one moment, each as a `<domainsnapshot>` describes it}
    ///
    /// @param group the group's name
    /// @param document as `virsh snapshot-create` takes it
    static CreateGroupFrom createGroupFrom(String group, String document, String... domains) {
        return new CreateGroupFrom(
                group,
                List.of(domains),
                document,
                false,
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    /// {@return taking all domains of a group back to its moment}
    static RevertGroup revertGroup(String group) {
        return new RevertGroup(group, SnapshotChange.RevertOptions.none());
    }

    /// {@return defining a domain with all its snapshots from an archive}
    ///
    /// @param directory where its images go
    static Import importing(Path archive, Path directory) {
        return new Import(archive, directory, false, Optional.empty());
    }

    /// Takes a snapshot of several domains.
    ///
    /// @param group the group's name, and that of each snapshot
    /// @param domains their names
    /// @param description may be empty
    /// @param freeze how long each guest may take to freeze its file systems, in whole seconds; empty where none does
    record CreateGroup(
            String group,
            List<String> domains,
            String description,
            Optional<Duration> freeze,
            Set<String> tags,
            Optional<String> policy)
            implements HostChange {
        public CreateGroup {
            domains = List.copyOf(domains);
            tags = Set.copyOf(tags);
        }

        /// {@return the same with the guests' file systems frozen meanwhile, each within that time}
        public CreateGroup quiesced(Duration within) {
            return new CreateGroup(group, domains, description, Optional.of(within), tags, policy);
        }

        /// {@return the same, described so}
        public CreateGroup described(String text) {
            return new CreateGroup(group, domains, text, freeze, tags, policy);
        }

        /// {@return the same with these tags}
        public CreateGroup tagged(Set<String> words) {
            return new CreateGroup(group, domains, description, freeze, words, policy);
        }

        /// {@return the same, taken for a policy of that name}
        public CreateGroup forPolicy(String named) {
            return new CreateGroup(group, domains, description, freeze, tags, Optional.of(named));
        }
    }

    /// Takes a snapshot of several domains, each as a `<domainsnapshot>` describes it: for whatever [CreateGroup] has no
    /// word for.
    ///
    /// @param group the group's name, and that of each snapshot where the document has none
    /// @param domains their names
    /// @param document as `virsh snapshot-create` takes it, without memory
    /// @param validate whether the document is checked against libvirt's schema
    /// @param freeze how long each guest may take to freeze its file systems, in whole seconds; empty where none does
    /// @param tags words by which the snapshots can be chosen
    /// @param policy the name of the policy that has them taken, and may have them pruned
    record CreateGroupFrom(
            String group,
            List<String> domains,
            String document,
            boolean validate,
            Optional<Duration> freeze,
            Set<String> tags,
            Optional<String> policy)
            implements HostChange {
        public CreateGroupFrom {
            domains = List.copyOf(domains);
            tags = Set.copyOf(tags);
        }

        /// {@return the same with the document checked against libvirt's schema}
        public CreateGroupFrom validated() {
            return new CreateGroupFrom(group, domains, document, true, freeze, tags, policy);
        }

        /// {@return the same with the guests' file systems frozen meanwhile, each within that time}
        public CreateGroupFrom quiesced(Duration within) {
            return new CreateGroupFrom(
                    group, domains, document, validate, Optional.of(within), tags, policy);
        }

        /// {@return the same with these tags}
        public CreateGroupFrom tagged(Set<String> words) {
            return new CreateGroupFrom(group, domains, document, validate, freeze, words, policy);
        }

        /// {@return the same, taken for a policy of that name}
        public CreateGroupFrom forPolicy(String named) {
            return new CreateGroupFrom(
                    group, domains, document, validate, freeze, tags, Optional.of(named));
        }
    }

    /// Takes all domains of a group back to its moment.
    record RevertGroup(String group, SnapshotChange.RevertOptions options) implements HostChange {
        /// {@return the same with these options}
        public RevertGroup with(SnapshotChange.RevertOptions others) {
            return new RevertGroup(group, others);
        }
    }

    /// Defines a domain from an archive.
    ///
    /// @param hostReferences whether it may use files, devices and sockets of this host that aren't in the archive
    /// @param name of a copy of the domain, with a UUID, MAC addresses and files of its own; empty for the domain
    ///     itself, which can't be there twice
    record Import(Path archive, Path directory, boolean hostReferences, Optional<String> name)
            implements HostChange {
        /// {@return the same, where the domain may use what it names of this host}
        public Import withHostReferences() {
            return new Import(archive, directory, true, name);
        }

        /// {@return the same for a copy of that name}
        public Import named(String copy) {
            return new Import(archive, directory, hostReferences, Optional.of(copy));
        }
    }
}
