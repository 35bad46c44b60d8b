package dev.espalier.emulator.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/** Writes the secrets of handshakes, a line each, in the format of {@code SSLKEYLOGFILE}. */
final class KeyLog {
  private final @Nullable Consumer<String> lines;

  /** Makes a log; null for nobody who reads it. */
  KeyLog(@Nullable Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Writes the line of a handshake whose two sides have agreed. Nothing here speaks TLS 1.3, which
   * has other secrets: mbedTLS 2.28 does not, and ESP-IDF leaves it out by default to this day.
   */
  void agreed(SecurityParameters agreed) throws IOException {
    Consumer<String> to = lines;
    if (to == null) {
      return;
    }
    // Encrypting with the identity is how this library gives a secret away without destroying it.
    byte[] secret =
        agreed
            .getMasterSecret()
            .encrypt((bytes, from, count) -> Arrays.copyOfRange(bytes, from, from + count));
    HexFormat hex = HexFormat.of();
    to.accept(
        "CLIENT_RANDOM " + hex.formatHex(agreed.getClientRandom()) + " " + hex.formatHex(secret));
  }
}
