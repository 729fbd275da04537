package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtEnums.VirDomainMetadataType;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtErrorEnums.VirErrorNumber;
import dev.varve.libvirt.LibvirtException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtDomainTest {
    private static final String NAMESPACE = "https://example.org/metadata";

    private final LibvirtConnection connection = LibvirtConnection.open("test:///default");
    private final LibvirtDomain domain = connection.domain("test");

    @AfterEach
    void close() {
        domain.close();
        connection.close();
    }

    @Test
    void isStartedPausedAndStopped() {
        assertThat(domain.isPersistent()).isTrue();
        assertThat(domain.state().state()).isEqualTo(VirDomainState.RUNNING);

        domain.suspend();
        assertThat(domain.state().state()).isEqualTo(VirDomainState.PAUSED);
        domain.resume();
        assertThat(domain.state().state()).isEqualTo(VirDomainState.RUNNING);

        domain.destroy();
        assertThat(domain.state().state()).isEqualTo(VirDomainState.SHUTOFF);
        assertThat(domain.isActive()).isFalse();
        assertThat(domain.id()).isEmpty();

        domain.create(0);
        assertThat(domain.state().state()).isEqualTo(VirDomainState.RUNNING);
        assertThat(domain.isActive()).isTrue();
        assertThat(domain.id()).isPresent();

        domain.shutdown();
        assertThat(domain.isActive()).isFalse();
    }

    @Test
    void isRefusedWhatItsStateRulesOut() {
        var thrown = refusal(() -> domain.rename("other"));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID);
        assertThat(thrown.code()).isEqualTo(VirErrorNumber.OPERATION_INVALID);
    }

    @Test
    void isRenamed() {
        domain.destroy();
        domain.rename("other");

        try (var other = connection.domain("other")) {
            assertThat(other.uuid()).isEqualTo(domain.uuid());
        }
    }

    @Test
    void isDescribedInXml() {
        assertThat(domain.xml(0)).startsWith("<domain type='test' id='1'>");
        assertThat(domain.xml(VirDomainXMLFlags.INACTIVE)).startsWith("<domain type='test'>");
    }

    @Test
    void isGoneOnceItIsUndefined() {
        domain.destroy();
        domain.undefineFlags(0);

        assertThat(refusal(() -> domain.xml(0)).kind()).isEqualTo(Kind.NO_DOMAIN);
        assertThat(domain.name()).isEqualTo("test");
    }

    @Test
    void keepsMetadata() {
        int element = VirDomainMetadataType.ELEMENT;
        int title = VirDomainMetadataType.TITLE;
        assertThat(domain.metadata(element, NAMESPACE, 0)).isEmpty();
        assertThat(domain.metadata(title, "", 0)).isEmpty();

        domain.setMetadata(element, "<held/>", "x", NAMESPACE, 0);
        domain.setMetadata(title, "The title", "", "", 0);
        assertThat(domain.metadata(element, NAMESPACE, 0)).contains("<held/>");
        assertThat(domain.metadata(title, "", 0)).contains("The title");
        assertThat(domain.xml(0)).contains("<x:held xmlns:x=\"%s\"/>".formatted(NAMESPACE));

        domain.setMetadata(element, "", "x", NAMESPACE, 0);
        assertThat(domain.metadata(element, NAMESPACE, 0)).isEmpty();
    }

    @Test
    void freezesAndThaws() {
        assertThat(domain.fsFreeze()).isEqualTo(2);
        assertThat(domain.fsThaw()).isEqualTo(2);
        assertThat(domain.fsThaw()).isZero();
    }

    @Test
    void tellsWhatTheHypervisorDoesNotSupport() {
        var thrown = refusal(() -> domain.disk("vda").blockCommit("", "", 0, 0));

        assertThat(thrown.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(thrown.code()).isEqualTo(VirErrorNumber.NO_SUPPORT);
        assertThat(thrown)
                .hasMessage(
                        "this function is not supported by the connection driver:"
                                + " virDomainBlockCommit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "virDomainBlockCommit",
                "virDomainBlockPull",
                "virDomainBlockRebase",
                "virDomainBlockJobAbort",
                "virDomainGetBlockJobInfo",
                "virDomainBlockJobSetSpeed",
                "virDomainQemuMonitorCommand",
                "virDomainQemuAgentCommand",
            })
    void callsTheFunctionThatItSays(String function) {
        ThrowingCallable call =
                switch (function) {
                    case "virDomainBlockCommit" ->
                            () -> domain.disk("vda").blockCommit("", "", 0, 0);
                    case "virDomainBlockPull" -> () -> domain.disk("vda").blockPull(0, 0);
                    case "virDomainBlockRebase" -> () -> domain.disk("vda").blockRebase("", 0, 0);
                    case "virDomainBlockJobAbort" -> () -> domain.disk("vda").blockJobAbort(0);
                    case "virDomainGetBlockJobInfo" -> () -> domain.disk("vda").blockJobInfo(0);
                    case "virDomainBlockJobSetSpeed" ->
                            () -> domain.disk("vda").blockJobSetSpeed(0, 0);
                    case "virDomainQemuMonitorCommand" -> () -> domain.monitorCommand("{}", 0);
                    case "virDomainQemuAgentCommand" -> () -> domain.agentCommand("{}", 0);
                    default -> throw new IllegalArgumentException(function);
                };

        assertThat(refusal(call)).hasMessageEndingWith(": " + function);
    }

    @Test
    void isClosedForGood() {
        domain.close();
        domain.close();

        assertThatThrownBy(domain::name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the domain is closed");
    }

    private static LibvirtException refusal(ThrowingCallable call) {
        return catchThrowableOfType(LibvirtException.class, call);
    }
}
