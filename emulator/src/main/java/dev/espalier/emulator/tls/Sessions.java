package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsEngine.Session;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/** Describes what a handshake agreed on. */
final class Sessions {
  private Sessions() {}

  static Session of(SecurityParameters agreed) {
    @Nullable ProtocolName alpn = agreed.getApplicationProtocol();
    var shown = agreed.getPeerCertificate();
    return new Session(
        version(agreed.getNegotiatedVersion()),
        CipherSuites.nameOf(agreed.getCipherSuite()),
        alpn == null ? null : alpn.getUtf8Decoding(),
        shown != null && !shown.isEmpty());
  }

  /** OpenSSL's name: "TLSv1.2", and "TLSv1" for 1.0. */
  private static String version(ProtocolVersion version) {
    int minor = version.getMinorVersion() - 1;
    return minor == 0 ? "TLSv1" : "TLSv1." + minor;
  }
}
