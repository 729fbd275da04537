package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.Event;
import dev.varve.operation.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("events");

    private void note(Event event) {
        switch (event) {
            case Event.SnapshotMade(var domain, _) -> add(domain, event);
            case Event.SnapshotDeleted(var domain, _) -> add(domain, event);
            case Event.Reverted(var domain, _) -> add(domain, event);
            case Event.OperationBegun(var domains, _) -> add(domains.getFirst(), event);
            case Event.OperationEnded(var domains, _) -> add(domains.getFirst(), event);
            case Event.Unreachable(var why) -> throw new AssertionError(why);
        }
    }

    /// Other tests of this process have domains of their own.
    private void add(String domain, Event event) {
        if (domain.equals(web.name())) {
            told.add(event);
        }
    }

    /// {@return what is told next, without beginnings and ends of operations}
    private Event next() throws InterruptedException {
        var event = told.take();
        while (event instanceof Event.OperationBegun || event instanceof Event.OperationEnded) {
            event = told.take();
        }
        return event;
    }

    private Event made(String snapshot) {
        return new Event.SnapshotMade(web.name(), snapshot);
    }

    @Test
    void tellWhatVarveDoes() throws InterruptedException {
        perform(web, Change.create("before"));
        try (var _ = host.varve().subscribe(this::note)) {
            perform(web, Change.create("one"));
            assertThat(next()).isEqualTo(made("one"));
            perform(web, Change.create("two"));
            assertThat(next()).isEqualTo(made("two"));
            perform(web, Change.revert("one").discarding());
            assertThat(next()).isEqualTo(new Event.Reverted(web.name(), "one"));
            // To where it is already: what tells is that a revert was at work, and its images.
            host.write(web, 1);
            web.perform(Change.revert("one").discarding(), this::awaitBegun);
            assertThat(next()).isEqualTo(new Event.Reverted(web.name(), "one"));
            perform(web, Change.delete("two"));
            assertThat(next()).isEqualTo(new Event.SnapshotDeleted(web.name(), "two"));
        }
        perform(web, Change.create("afterwards"));
        assertThat(told).noneMatch(Event.SnapshotMade.class::isInstance);
    }

    /// An operation goes on when it has been told to have begun, so that there is something to read.
    private void awaitBegun(Progress progress) {
        if (progress instanceof Progress.Step step && step.number() == step.count()) {
            var event = take();
            while (!(event instanceof Event.OperationBegun begun && begun.summary().isPresent())) {
                event = take();
            }
        }
    }

    @Test
    void tellWhenAnOperationBeginsAndEnds() throws InterruptedException {
        var summary = Optional.of("create snapshot one of " + web.name());
        var domains = List.of(web.name());
        try (var _ = host.varve().subscribe(this::note)) {
            var begun = new LinkedBlockingQueue<Event>();
            web.perform(
                    Change.create("one"),
                    progress -> {
                        if (progress instanceof Progress.Step step
                                && step.number() == step.count()) {
                            begun.add(take());
                        }
                    });
            assertThat(begun.take()).isEqualTo(new Event.OperationBegun(domains, summary));
            assertThat(told.take()).isEqualTo(new Event.OperationEnded(domains, summary));
            assertThat(told.take()).isEqualTo(made("one"));
        }
    }

    private Event take() {
        try {
            return told.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellWhatOthersDo() throws InterruptedException {
        try (var connection = host.connection().domain(web.name());
                var _ = host.varve().subscribe(Duration.ofMillis(20), this::note)) {
            connection
                    .createSnapshot("<domainsnapshot><name>theirs</name></domainsnapshot>", 0)
                    .close();
            assertThat(next()).isEqualTo(made("theirs"));
            connection
                    .createSnapshot("<domainsnapshot><name>more</name></domainsnapshot>", 0)
                    .close();
            assertThat(next()).isEqualTo(made("more"));
            try (var theirs = connection.snapshot("theirs")) {
                theirs.revert(0);
                assertThat(next()).isEqualTo(new Event.Reverted(web.name(), "theirs"));
                theirs.delete(0);
                assertThat(next()).isEqualTo(new Event.SnapshotDeleted(web.name(), "theirs"));
            }
        }
    }

    @Test
    void areNotLookedForAllTheTime() {
        assertThatThrownBy(() -> host.varve().subscribe(Duration.ZERO, this::note))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goOnWhenAListenerFails() throws InterruptedException {
        try (var _ =
                host.varve()
                        .subscribe(event -> {
                            note(event);
                            throw new IllegalStateException("as a test wants it");
                        })) {
            perform(web, Change.create("one"));
            assertThat(next()).isEqualTo(made("one"));
            perform(web, Change.create("two"));
            assertThat(next()).isEqualTo(made("two"));
        }
    }
}
