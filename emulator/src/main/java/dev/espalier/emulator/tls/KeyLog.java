package dev.espalier.emulator.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/** Writes the secrets of handshakes, a line each, in the format of {@code SSLKEYLOGFILE}. */
final class KeyLog {
  private final @Nullable Consumer<String> lines;

  /** Makes a log; null for nobody who reads it. */
  KeyLog(@Nullable Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Writes the secrets that a cipher is about to be made of. TLS 1.3 has one for each side, and
   * others for data than for the handshake.
   */
  void agreed(SecurityParameters agreed) throws IOException {
    if (lines == null) {
      return;
    }
    if (!TlsUtils.isTLSv13(agreed.getNegotiatedVersion())) {
      write("CLIENT_RANDOM", agreed, agreed.getMasterSecret());
      return;
    }
    // Those for data come when the server has said that it is finished.
    boolean data = agreed.getLocalVerifyData() != null || agreed.getPeerVerifyData() != null;
    String label = data ? "TRAFFIC_SECRET_0" : "HANDSHAKE_TRAFFIC_SECRET";
    write("CLIENT_" + label, agreed, agreed.getTrafficSecretClient());
    write("SERVER_" + label, agreed, agreed.getTrafficSecretServer());
  }

  private void write(String label, SecurityParameters agreed, TlsSecret secret) throws IOException {
    // Encrypting with the identity is how this library gives a secret away without destroying it.
    byte[] bytes =
        secret.encrypt((data, from, count) -> Arrays.copyOfRange(data, from, from + count));
    HexFormat hex = HexFormat.of();
    Consumer<String> to = lines;
    if (to != null) {
      to.accept(label + " " + hex.formatHex(agreed.getClientRandom()) + " " + hex.formatHex(bytes));
    }
  }
}
