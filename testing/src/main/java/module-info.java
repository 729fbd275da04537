/// A hypervisor without a host, what every hypervisor owes, and random worlds, for tests of what speaks the port.
module dev.varve.testing {
    requires static org.jspecify;
    requires transitive dev.varve.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires org.assertj.core;

    exports dev.varve.testing.contract;
    exports dev.varve.testing.memory;
    exports dev.varve.testing.simulation;
}
