package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Optional;

/// What a domain keeps beside its disks from one run to the next, in a file that libvirt looks after.
///
/// @param path of the file, absolute
/// @param present whether there is one: libvirt makes it at the domain's first start
/// @param obstacle why it can't be copied or put back, in a few words
/// @param liveObstacle why it can't be copied while the guest runs
public record StateStore(
        Kind kind,
        Path path,
        boolean present,
        Optional<String> obstacle,
        Optional<String> liveObstacle) {
    /// What is kept.
    public enum Kind {
        /// The variables of UEFI firmware (`<os><nvram>`).
        NVRAM("NVRAM", "nvram"),
        /// The permanent state of an emulated TPM (`<tpm>`).
        TPM("TPM state", "tpm");

        private final String title;
        private final String ending;

        Kind(String title, String ending) {
            this.title = title;
            this.ending = ending;
        }

        /// {@return what messages call it}
        public String title() {
            return title;
        }

        /// {@return the ending of a copy's name, without the dot}
        public String ending() {
            return ending;
        }
    }

    /// {@return why it can't be copied now, in a few words}
    ///
    /// @param active whether a guest runs
    public Optional<String> whyNotCopied(boolean active) {
        return obstacle.or(() -> active ? liveObstacle : Optional.empty());
    }
}
