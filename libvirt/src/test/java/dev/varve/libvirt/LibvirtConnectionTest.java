package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtEnums.VirConnectListAllDomainsFlags;
import dev.varve.libvirt.LibvirtErrorEnums.VirErrorNumber;
import dev.varve.libvirt.LibvirtException.Kind;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibvirtConnectionTest {
    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    private static final String ANOTHER =
            """
            <domain type='test'>
              <name>another</name>
              <memory>1024</memory>
              <os><type>hvm</type></os>
            </domain>
            """;

    private final LibvirtConnection connection = LibvirtConnection.open("test:///default");

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void tellsWhereItLeads() {
        assertThat(connection.uri()).isEqualTo("test:///default");
        assertThat(connection.driverType()).isEqualTo("TEST");
        assertThat(connection.isAlive()).isTrue();
        assertThat(connection.libraryVersion()).isGreaterThanOrEqualTo(7_000_000);
        assertThat(connection.driverVersion()).isEqualTo(2);
        assertThat(connection.capabilities()).startsWith("<capabilities>");
    }

    @Test
    void listsTheDomainsThatTheFlagsAskFor() {
        connection.defineDomain(ANOTHER).close();

        assertThat(names(0)).containsExactlyInAnyOrder("test", "another");
        assertThat(names(VirConnectListAllDomainsFlags.ACTIVE)).containsExactly("test");
        assertThat(names(VirConnectListAllDomainsFlags.INACTIVE)).containsExactly("another");
        assertThat(names(VirConnectListAllDomainsFlags.HAS_SNAPSHOT)).isEmpty();
    }

    @Test
    void findsADomainByNameUuidAndId() {
        try (var byName = connection.domain("test");
                var byUuid = connection.domainByUuid(UUID);
                var byId = connection.domainById(byName.id().orElseThrow())) {
            assertThat(List.of(byName.uuid(), byUuid.uuid(), byId.uuid())).containsOnly(UUID);
        }
    }

    @Test
    void tellsThatADomainDoesNotExist() {
        var thrown = refusal(() -> connection.domain("no such one"));

        assertThat(thrown.kind()).isEqualTo(Kind.NO_DOMAIN);
        assertThat(thrown.code()).isEqualTo(VirErrorNumber.NO_DOMAIN);
        assertThat(thrown.domainCode()).isEqualTo(12); // VIR_FROM_TEST
        assertThat(kind(() -> connection.domainById(99))).isEqualTo(Kind.NO_DOMAIN);
        assertThat(kind(() -> connection.domainByUuid("x"))).isEqualTo(Kind.INVALID);
    }

    @Test
    void refusesMalformedXml() {
        assertThat(kind(() -> connection.defineDomain("<domain"))).isEqualTo(Kind.INVALID);
    }

    @Test
    void refusesAStringThatCWouldCutOff() {
        var thrown = refusal(() -> connection.domain("test\0ing"));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID);
        assertThat(thrown).hasMessage("invalid argument: a string contains a NUL character");
    }

    @Test
    void tellsThatADriverInsideThisProcessSendsNoKeepAlive() {
        assertThat(kind(() -> connection.setKeepAlive(5, 6))).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void changesNothingWhenItIsReadOnly() {
        try (var readOnly = LibvirtConnection.openReadOnly("test:///default");
                var domain = readOnly.domain("test")) {
            assertThat(kind(domain::destroy)).isEqualTo(Kind.DENIED);
            assertThat(domain.isActive()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nono:///, DISCONNECTED",
        "qemu+unix:///system?socket=/nonexistent, DISCONNECTED",
        "qemu+tcp://127.0.0.1:1/system, DISCONNECTED",
        "::, FAILED",
    })
    void tellsThatAUriLeadsNowhere(String uri, Kind kind) {
        assertThat(kind(() -> LibvirtConnection.open(uri))).isEqualTo(kind);
    }

    @Test
    void savesAndRestoresADomain(@TempDir Path directory) {
        var file = directory.resolve("memory").toString();
        try (var domain = connection.domain("test")) {
            domain.save(file, 0);
            assertThat(domain.isActive()).isFalse();

            connection.restore(file, 0);
            assertThat(domain.isActive()).isTrue();
        }
    }

    @Test
    void isClosedForGood() {
        connection.close();
        connection.close();

        assertThatThrownBy(connection::uri)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the connection is closed");
        assertThatThrownBy(() -> connection.domains(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.onLifecycle(_ -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void leavesItsDomainsUsable() {
        try (var domain = connection.domain("test")) {
            connection.close();

            assertThat(domain.isActive()).isTrue();
        }
    }

    private List<String> names(int flags) {
        return connection.domains(flags).stream()
                .map(domain -> {
                    try (domain) {
                        return domain.name();
                    }
                })
                .toList();
    }

    private static Kind kind(ThrowingCallable call) {
        return refusal(call).kind();
    }

    private static LibvirtException refusal(ThrowingCallable call) {
        return catchThrowableOfType(LibvirtException.class, call);
    }

    @Test
    void listsStoragePools() {
        var pools = connection.storagePools();
        assertThat(pools).hasSize(1);
        try (var pool = pools.getFirst()) {
            assertThat(pool.name()).isEqualTo("default-pool");
            assertThat(pool.isActive()).isTrue();
            assertThat(pool.xml()).contains("<path>/default-pool</path>");
            assertThat(pool.volumes()).isEmpty();
        }
    }
}
