package dev.varve.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot.Scope;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EarlierOperationTest {
    private static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final Refusal GONE = new SnapshotRefusal.NoSuchSnapshot(S1);

    private static EarlierOperation earlier(Intent intent) {
        return new EarlierOperation(intent, Instant.EPOCH);
    }

    private static Intent delete(Scope scope) {
        return new DeleteSnapshot(WEB, List.of(S1), scope, false).intent();
    }

    @Test
    void theSameDeleteIsDone() {
        assertThat(earlier(delete(Scope.ONE)).hasDone(delete(Scope.ONE), GONE)).isTrue();
    }

    @Test
    void aDeleteOfAnotherScopeIsNot() {
        assertThat(delete(Scope.ONE).isAbout(delete(Scope.CHILDREN))).isTrue();
        assertThat(earlier(delete(Scope.ONE)).hasDone(delete(Scope.CHILDREN), GONE)).isFalse();
    }

    @Test
    void aRefusalForAnotherReasonIsARefusal() {
        var refusal = new Refusal.NoSuchDomain(WEB);
        assertThat(earlier(delete(Scope.ONE)).hasDone(delete(Scope.ONE), refusal)).isFalse();
    }

    @Test
    void aRevertIsNeverDoneByAnother() {
        var revert = new Intent(Intent.Kind.REVERT, WEB, S1);
        assertThat(earlier(revert).hasDone(revert, GONE)).isFalse();
        assertThat(earlier(revert).isUndoneByRepeating()).isFalse();
    }

    @Test
    void anUndoIsNotUndone() {
        var undo = new Intent(Intent.Kind.UNDO, WEB, List.of());
        assertThat(earlier(undo).isUndoneByRepeating()).isTrue();
    }

    /// Each is refused in its own words when it is given again.
    @Test
    void whatMadeADomainIsDoneWhereTheDomainIsThere() {
        var clone = new Intent(Intent.Kind.CLONE, WEB, S1);
        var exists = new Refusal.DomainExists("clone", "copy");
        assertThat(earlier(clone).hasDone(clone, exists)).isTrue();
        var importing = Intent.ofDisk(Intent.Kind.IMPORT, WEB, "/archive");
        var there = new Refusal.DomainThere("import", WEB, WEB);
        assertThat(earlier(importing).hasDone(importing, there)).isTrue();
        assertThat(earlier(importing).hasDone(importing, GONE)).isFalse();
    }
}
