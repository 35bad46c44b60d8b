package dev.espalier.emulator.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsUtils;

/** Writes the secrets of handshakes, a line each, in the format of {@code SSLKEYLOGFILE}. */
final class KeyLog {
  private final Consumer<String> lines;

  KeyLog(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Writes the line of a handshake that is just over. TLS 1.3 has other secrets: not written. */
  void handshake(SecurityParameters agreed) throws IOException {
    if (TlsUtils.isTLSv13(agreed.getNegotiatedVersion())) {
      return;
    }
    // Encrypting with the identity is how this library gives a secret away without destroying it.
    byte[] secret =
        agreed
            .getMasterSecret()
            .encrypt((bytes, from, count) -> Arrays.copyOfRange(bytes, from, from + count));
    HexFormat hex = HexFormat.of();
    lines.accept(
        "CLIENT_RANDOM " + hex.formatHex(agreed.getClientRandom()) + " " + hex.formatHex(secret));
  }
}
