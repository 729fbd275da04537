package example;

import dev.varve.Varve;
import dev.varve.operation.Change;
import dev.varve.operation.Outcome;
import dev.varve.operation.Progress;
import dev.varve.operation.VarveException;

/// Deletes a snapshot and shows how far that is. Ctrl-C cancels it, and all is as it was, or tells that it is too late.
class ProgressBar {
    private static final int WIDTH = 40;

    static void main(String[] arguments) {
        var worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker)));
        try (var varve = Varve.open(arguments[0])) {
            var domain = varve.domain(arguments[1]);
            switch (domain.perform(Change.delete(arguments[2]), ProgressBar::show)) {
                case Outcome.Done(var plan) -> System.out.println("\ndone: " + plan.summary());
                case Outcome.Refused(var refusal) -> System.out.println(refusal.message());
                case Outcome.Cancelled(var message) -> System.out.println("\n" + message);
                case Outcome.Unfinished(var message, _) -> System.out.println("\n" + message);
            }
        } catch (VarveException e) {
            System.err.println(e.getMessage());
        }
    }

    private static void show(Progress progress) {
        switch (progress) {
            case Progress.Step(int number, int count, String text) ->
                    System.out.printf("%n[%d/%d] %s", number, count, text);
            case Progress.Undo(var text) -> System.out.printf("%nundo: %s", text);
            case Progress.Note(var text) -> System.out.printf("%nnote: %s", text);
            case Progress.Moved moved -> {
                int filled = (int) (WIDTH * moved.bytes() / moved.total());
                System.out.printf(
                        "\r[%s%s] %d MiB/s, %s left",
                        "#".repeat(filled),
                        " ".repeat(WIDTH - filled),
                        moved.bytesPerSecond() >> 20,
                        moved.remaining().map(Object::toString).orElse("?"));
            }
        }
    }

    private static void end(Thread worker) {
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
