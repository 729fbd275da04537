package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.VarveException;
import java.util.Optional;
import java.util.function.Supplier;

/// A document of the user's that can't be read.
public final class UnreadDocument {
    private UnreadDocument() {}

    /// {@return what `work` returns, which reads such a document}
    ///
    /// @param file where the document is
    /// @throws CommandFailure in the words of the document's reader
    public static <T> T told(Optional<String> file, Supplier<T> work) {
        try {
            return work.get();
        } catch (VarveException e) {
            if (e.kind() == VarveException.Kind.INVALID
                    && e.getCause() instanceof XmlException unread) {
                throw new CommandFailure(
                        file.map(name -> name + ": ").orElse("") + unread.getMessage());
            }
            throw e;
        }
    }
}
