package dev.varve.core.operation;

import dev.varve.image.UnixDatagram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The journal of systemd, which gets each entry of the audit log as well, in its native protocol.
///
/// @param socket where it receives; it needs not be there
/// @see <a href="https://systemd.io/JOURNAL_NATIVE_PROTOCOL/">Native Journal Protocol</a>
public record SystemJournal(Path socket) {
    private static final String NOTICE = "5";
    private static final String WARNING = "4";

    /// {@return that of this host}
    public static SystemJournal ofHost() {
        return new SystemJournal(Path.of("/run/systemd/journal/socket"));
    }

    /// Sends the entry. Where there is no such journal, or it takes nothing now, nothing happens: it is in the log.
    public void send(AuditEntry entry) {
        try {
            UnixDatagram.send(socket, message(entry));
        } catch (IOException _) {
            return; // None runs, or it has no room.
        }
    }

    static byte[] message(AuditEntry entry) {
        var out = new ByteArrayOutputStream();
        var outcome = AuditText.word(entry.outcome());
        var what = AuditText.shown(entry.what());
        var why = entry.message().map(text -> ": " + AuditText.shown(text)).orElse("");
        field(out, "MESSAGE", what + ": " + outcome + why);
        field(out, "PRIORITY", isFine(entry.outcome()) ? NOTICE : WARNING);
        field(out, "SYSLOG_IDENTIFIER", "varve");
        field(out, "VARVE_WHAT", what);
        field(out, "VARVE_OUTCOME", outcome);
        field(out, "VARVE_PROGRAM", AuditText.shown(entry.who().program()));
        entry.who()
                .sudoUser()
                .ifPresent(name -> field(out, "VARVE_SUDO_USER", AuditText.shown(name)));
        for (var domain : entry.domains().stream().limit(AuditText.DOMAINS_MAX).toList()) {
            field(out, "VARVE_DOMAIN", AuditText.shown(domain.name()));
            field(out, "VARVE_DOMAIN_UUID", domain.uuid().toString());
        }
        return out.toByteArray();
    }

    private static boolean isFine(AuditEntry.Outcome outcome) {
        return switch (outcome) {
            case DONE, RECOVERED, UNDONE -> true;
            case REFUSED, FAILED, CANCELLED, UNFINISHED, ABANDONED -> false;
        };
    }

    /// With its length before it, a value may hold whatever a user has written.
    private static void field(ByteArrayOutputStream out, String name, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.writeBytes((name + "\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(length.putLong(bytes.length).array());
        out.writeBytes(bytes);
        out.write('\n');
    }
}
