package dev.varve.core.operation;

import dev.varve.core.operation.EveryCutTest.Scenario;
import dev.varve.testing.simulation.Host;
import java.util.stream.Stream;

/// Operations on domains with NVRAM and a TPM.
final class StoreScenarios {
    private StoreScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                new Scenario(
                        "create with stores",
                        h -> {
                            h.addStores(EveryCutTest.WEB);
                            EveryCutTest.start(h);
                        },
                        host -> host.create(EveryCutTest.WEB, "s1")),
                new Scenario(
                        "create with memory and stores",
                        h -> {
                            h.addStores(EveryCutTest.WEB);
                            EveryCutTest.start(h);
                        },
                        host -> host.createWithMemory(EveryCutTest.WEB, "s1")),
                new Scenario(
                        "revert with stores, running",
                        h -> {
                            growWithStores(h);
                            EveryCutTest.start(h);
                        },
                        host -> host.revert(EveryCutTest.WEB, "s1", true)),
                new Scenario(
                        "revert with stores, shut off",
                        h -> growWithStores(h),
                        host -> host.revert(EveryCutTest.WEB, "s1", false)),
                new Scenario(
                        "revert with stores and discard",
                        h -> growWithStores(h),
                        host -> host.revert(EveryCutTest.WEB, "s1", false, true)),
                new Scenario(
                        "delete with stores",
                        h -> growWithStores(h),
                        host -> host.delete(EveryCutTest.WEB, "s1")));
    }

    private static void growWithStores(Host host) {
        host.addStores(EveryCutTest.WEB);
        EveryCutTest.grow(host, "s1", "s2");
    }
}
