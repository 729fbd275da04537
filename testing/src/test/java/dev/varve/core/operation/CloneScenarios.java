package dev.varve.core.operation;

import static dev.varve.core.operation.EveryCutTest.WEB;

import dev.varve.core.operation.EveryCutTest.Scenario;
import dev.varve.testing.simulation.Host;
import java.util.stream.Stream;

/// Clones are made, and domains that read others' images are made independent.
final class CloneScenarios {
    private CloneScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                new Scenario(
                        "clone linked",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            EveryCutTest.start(h);
                        },
                        host -> host.clone(WEB, "s1", false, "web2")),
                new Scenario(
                        "clone full",
                        h -> EveryCutTest.grow(h, "s1", "s2"),
                        host -> host.clone(WEB, "s2", true, "web2")),
                new Scenario(
                        "clone two with memory",
                        h -> {
                            h.addStores(WEB);
                            EveryCutTest.start(h);
                            h.must(WEB, h.createWithMemory(WEB, "s1"));
                            h.write(WEB, Host.VDA, 3, 33);
                        },
                        host -> host.clone(WEB, "s1", false, true, "web2", "web3")),
                new Scenario(
                        "clone of an internal snapshot",
                        h -> {
                            h.must(WEB, h.createInternal(WEB, "s1"));
                            h.write(WEB, Host.VDA, 0, 21);
                            h.must(WEB, h.createInternal(WEB, "s2"));
                            h.write(WEB, Host.VDA, 1, 22);
                        },
                        host -> host.clone(WEB, "s1", true, "web2")),
                new Scenario(
                        "clone three with NVRAM",
                        h -> {
                            h.addStores(WEB);
                            EveryCutTest.grow(h, "s1", "s2");
                        },
                        host -> host.clone(WEB, "s1", false, "web2", "web3", "web4")),
                new Scenario(
                        "clone of a clone",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            h.must(WEB, h.clone(WEB, "s1", false, "web2"));
                            h.write(Host.clone("web2"), Host.VDA, 5, 55);
                            h.must(Host.clone("web2"), h.create(Host.clone("web2"), "c1"));
                            h.must(WEB, h.clone(Host.clone("web2"), "c1", false, "web3"));
                        },
                        host -> host.clone(WEB, "s1", true, "web4")),
                new Scenario("flatten, shut off", h -> becomeClone(h), host -> host.flatten(WEB)),
                new Scenario(
                        "flatten, running",
                        h -> {
                            becomeClone(h);
                            EveryCutTest.start(h);
                        },
                        host -> host.flatten(WEB)),
                new Scenario(
                        "flatten with snapshots",
                        h -> {
                            becomeClone(h);
                            EveryCutTest.grow(h, "s2", "s3");
                        },
                        host -> host.flatten(WEB)));
    }

    /// What web lies on is needed by another domain, whichever of the two was first.
    private static void becomeClone(Host host) {
        EveryCutTest.grow(host, "s1");
        host.must(WEB, host.clone(WEB, "s1", false, "web2"));
        host.write(Host.clone("web2"), Host.VDA, 6, 66);
    }
}
