package dev.varve.testing.contract;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.model.Presence;
import dev.varve.core.model.Room;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Another hypervisor, for tests to change in some regard.
public abstract class ForwardingHypervisor implements Hypervisor {
    private final Hypervisor real;

    /// One that does as another does.
    ///
    /// @param real who does what isn't overridden; it is closed with this one
    protected ForwardingHypervisor(Hypervisor real) {
        this.real = real;
    }

    @Override
    public HostState observe(Set<Path> places) {
        return real.observe(places);
    }

    @Override
    public Place locate(Path name) {
        return real.locate(name);
    }

    @Override
    public Optional<String> unwritable(Path image, ImageFormat format) {
        return real.unwritable(image, format);
    }

    @Override
    public Optional<String> unreadable(Path image, ImageFormat format) {
        return real.unreadable(image, format);
    }

    @Override
    public Presence presence(Path file) {
        return real.presence(file);
    }

    @Override
    public Optional<WriteProtection> protection(Path file) {
        return real.protection(file);
    }

    @Override
    public Optional<Room> room(Path file) {
        return real.room(file);
    }

    @Override
    public long growth(Step merge) {
        return real.growth(merge);
    }

    @Override
    public Optional<String> released(DomainRef domain, Step job) {
        return real.released(domain, job);
    }

    @Override
    public List<String> checkpoints(DomainRef domain) {
        return real.checkpoints(domain);
    }

    @Override
    public void perform(DomainRef domain, Step step, Progress progress) {
        real.perform(domain, step, progress);
    }

    @Override
    public void close() {
        real.close();
    }
}
