package example;

import dev.varve.Varve;
import dev.varve.operation.Change;
import dev.varve.operation.Outcome;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.state.Snapshot;
import java.nio.file.Path;

/// Makes a number of new domains of one: overlays on a snapshot of it, which take no time and hardly any room.
class CloneFarm {
    private static final String GROUND = "farm";

    static void main(String[] arguments) {
        var name = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        try (var varve = Varve.open(arguments[0])) {
            var golden = varve.domain(name);
            if (golden.snapshots().stream().map(Snapshot::name).noneMatch(GROUND::equals)) {
                golden.perform(Change.create(GROUND), ProgressListener.silent());
                golden.perform(
                        Change.hold(GROUND, "clones are made of it"), ProgressListener.silent());
            }
            var clones =
                    Change.cloneOf(GROUND, name + "-clone")
                            .times(count)
                            .into(Path.of(arguments[3]));
            switch (golden.preview(clones)) {
                case Preview.Refused(var refusal) -> System.out.println(refusal.message());
                case Preview.Possible(var plan) -> {
                    plan.steps().forEach(System.out::println);
                    var outcome = golden.perform(plan, ProgressListener.silent());
                    System.out.println(
                            outcome instanceof Outcome.Done ? "made " + count : outcome.toString());
                }
            }
        } catch (VarveException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
