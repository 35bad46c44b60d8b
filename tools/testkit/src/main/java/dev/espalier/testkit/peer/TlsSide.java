package dev.espalier.testkit.peer;

import dev.espalier.emulator.tls.ServerEngine;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Parsed;
import dev.espalier.hal.port.TlsProvider.SigningKey;
import dev.espalier.hal.port.TlsProvider.Version;
import dev.espalier.hal.port.TlsServerSetup;
import dev.espalier.testkit.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The TLS side of a peer: certificate, key, whom it trusts, which versions it speaks. */
final class TlsSide {
  private final TlsMachine machine;
  private final TlsServerSetup setup;

  /**
   * Reads the files that a script names.
   *
   * @param world where the peer lives
   * @param tls the script's {@code tls}: cert, key, client_ca, min, max
   */
  TlsSide(PeerWorld world, JsonObject tls) {
    machine = world.tlsMachine();
    String keyFile = tls.requiredText("key");
    Parsed<SigningKey> key = machine.key(terminated(world.file(keyFile)), null);
    SigningKey signing = key.value();
    if (signing == null) {
      throw new JsonObject.FormatException("no private key in " + keyFile);
    }
    Identity identity = new Identity(certificates(world, tls.requiredText("cert")), signing);
    TlsServerSetup plain = TlsServerSetup.of(identity, world.utcSeconds());
    String clientCa = tls.text("client_ca");
    if (clientCa != null) {
      plain = plain.withClientAnchors(certificates(world, clientCa));
    }
    setup = plain.withVersions(oldest(tls), newest(tls));
  }

  private static Version oldest(JsonObject tls) {
    return "1.3".equals(tls.text("min"))
        ? Version.TLS_1_3
        : "1.1".equals(tls.text("max")) ? Version.TLS_1_0 : Version.TLS_1_2;
  }

  /** As in the recordings' peer, any other maximum says nothing. */
  private static Version newest(JsonObject tls) {
    return "1.1".equals(tls.text("max")) ? Version.TLS_1_1 : Version.TLS_1_3;
  }

  private Certificates certificates(PeerWorld world, String file) {
    @Nullable Certificates read = machine.certificates(terminated(world.file(file))).value();
    if (read == null) {
      throw new JsonObject.FormatException("no certificate in " + file);
    }
    return read;
  }

  /** PEM text needs a NUL behind it to be taken for PEM. */
  private static byte[] terminated(byte[] file) {
    return Arrays.copyOf(file, file.length + 1);
  }

  /** A new connection's engine. */
  ServerEngine engine() {
    return machine.server(setup);
  }
}
