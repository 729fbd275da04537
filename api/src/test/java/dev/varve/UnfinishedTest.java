package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.operation.VarveException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UnfinishedTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("unfinished");

    private Optional<UnfinishedOperation> told(UUID id) {
        return host.varve().unfinished().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst();
    }

    private void damage(UUID id) throws IOException {
        Files.createDirectories(host.journals());
        Files.writeString(host.journals().resolve(id + ".journal"), "{}\n{}\n");
    }

    @Test
    void aJournalThatCantBeReadIsToldApartAndCanBeAbandonedAlone() throws IOException {
        damage(web.uuid());

        var operation = told(web.uuid()).orElseThrow();
        assertThat(operation.readable()).isFalse();
        assertThat(operation.failure()).isPresent();
        assertThat(operation.concerns(web.uuid())).isTrue();
        assertThat(operation.concerns(UUID.randomUUID())).isFalse();
        assertThatThrownBy(() ->
                        host.varve()
                                .recover(operation, MergeOptions.none(), ProgressListener.silent()))
                .isInstanceOf(VarveException.class);
        assertThat(told(web.uuid())).contains(operation);

        var left = host.varve().abandon(operation, ProgressListener.silent()).orElseThrow();
        assertThat(left.operation()).contains(web.name());
        assertThat(left.untold()).isPresent();
        assertThat(told(web.uuid())).isEmpty();
        LibraryHost.perform(web, Change.create("after"));
    }

    @Test
    void aJournalOfADomainThatIsGoneIsNamedByItsId() throws IOException {
        var id = UUID.randomUUID();
        damage(id);

        var operation = told(id).orElseThrow();
        assertThat(operation.domains()).isEqualTo(List.of(id.toString()));
        assertThat(host.varve().abandon(operation, ProgressListener.silent()).orElseThrow())
                .satisfies(left -> assertThat(left.operation()).contains(id.toString()));
        assertThat(host.varve().recover(operation, ProgressListener.silent())).isEmpty();
    }
}
