package dev.varve.state;

import java.util.Optional;

/// Why a layer stays.
///
/// @param domain the name of the domain whose disk or snapshot it is; empty for other programs and images
/// @param name of the disk or the snapshot; of others, who they are, in a few words
///
/// @since 0.1
public record Pin(Kind kind, Optional<String> domain, String name) {
    /// What pins a layer.
    public enum Kind {
        /// A disk, now or after the next start.
        DISK("disk"),
        /// An external snapshot froze it.
        SNAPSHOT("snapshot"),
        /// It holds an internal snapshot that libvirt knows of.
        INTERNAL("internal snapshot"),
        /// Something that is no domain, no snapshot and no layer.
        OTHER("");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /// {@return the pin in a few words: `snapshot one of web`}
    public String describe() {
        return domain.map(owner -> words() + " of " + owner).orElseGet(this::words);
    }

    /// {@return the same for whoever looks at that domain, which need not be named}
    ///
    /// @param viewed its name
    public String describeFor(String viewed) {
        return domain.equals(Optional.of(viewed)) ? words() : describe();
    }

    private String words() {
        return kind.word.isEmpty() ? name : kind.word + " " + name;
    }
}
