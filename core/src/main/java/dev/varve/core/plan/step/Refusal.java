package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import java.util.List;
import java.util.Optional;

/// Why there is no plan, with the evidence. Nothing has been touched.
public sealed interface Refusal extends Planned
        permits SnapshotRefusal,
                GroupRefusal,
                ImageRefusal,
                Refusal.NoSuchDomain,
                Refusal.DomainExists,
                Refusal.DomainThere,
                Refusal.NothingShared,
                Refusal.InvalidRequest,
                Refusal.SuspendedToMemory,
                Refusal.GuestLost,
                Refusal.NotYet {
    /// What kind of reason it is, for exit codes and for callers that go on.
    enum Kind {
        NOT_FOUND,
        INVALID,
        UNSUPPORTED,
        BUSY,
        /// May be overridden by `--force`.
        RISKY,
        UNSAFE
    }

    /// {@return the kind of reason}
    Kind kind();

    /// {@return one line: what can't be done, to what, why, and what to do next}
    String message();

    record NoSuchDomain(DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "Domain not found: no domain with matching name '" + domain.name() + "'";
        }
    }

    /// A domain has the name that a new one is to have.
    record DomainExists(String what, String name) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot " + what + ": domain '" + name + "' already exists; choose another name";
        }
    }

    /// A domain is there that has the name or the UUID of one that is to be imported.
    ///
    /// @param other the one that is there
    record DomainThere(String what, DomainRef other, DomainRef imported) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": domain '"
                    + other
                    + "' "
                    + (other.uuid().equals(imported.uuid())
                            ? "has its UUID, "
                                    + other.uuid()
                                    + "; is it this domain? \"import --name\" makes a copy beside it"
                            : "already exists; \"import --name\" gives the one of the archive another"
                                    + " name");
        }
    }

    /// A domain that reads no other domain's images.
    record NothingShared(DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot flatten " + domain + ": no other domain needs any of its images";
        }
    }

    /// The document or the combination of options makes no sense.
    record InvalidRequest(String message) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    record SuspendedToMemory(String what, DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": the guest of "
                    + domain
                    + " is suspended to memory; wake it with \"virsh dompmwakeup "
                    + domain
                    + "\" first";
        }
    }

    /// What libvirt takes for shut off, runs.
    record GuestLost(String what, DomainRef domain, long process) implements Refusal {
        /// {@return why nothing can be done with the domain now, if it is so}
        public static Optional<Refusal> of(String what, HostState state, DomainRef domain) {
            return state.halfDone(domain)
                    .lost()
                    .map(lost -> new GuestLost(what, domain, lost.process()));
        }

        @Override
        public Kind kind() {
            return Kind.BUSY;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": process "
                    + process
                    + " runs the guest of "
                    + domain
                    + ", though libvirt takes the domain for shut off; shut the guest down from"
                    + " inside it, or end the process";
        }
    }

    /// What this version of the planner can't do yet.
    ///
    /// @param instead what the user can do
    record NotYet(String what, String why, String instead) implements Refusal {
        /// {@return the refusal, if only a running QEMU can move the data of one of the layers}
        public static Optional<Refusal> withoutQemu(String what, List<Layer> chain) {
            return chain.stream()
                    .flatMap(layer ->
                            layer.obstacle().map(why -> layer.path() + ": " + why).stream())
                    .findFirst()
                    .map(why ->
                            new NotYet(what, why, "start the domain first: its QEMU can do it"));
        }

        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot " + what + ": " + why + "; " + instead;
        }
    }
}
