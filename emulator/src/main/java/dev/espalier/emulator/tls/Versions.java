package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.Version;
import org.bouncycastle.tls.ProtocolVersion;

/** Protocol versions in the library's words. */
final class Versions {
  private Versions() {}

  /** Those of an offer, the newest first. */
  static ProtocolVersion[] of(Offer offer) {
    return of(offer.max()).downTo(of(offer.min()));
  }

  private static ProtocolVersion of(Version version) {
    return switch (version) {
      case TLS_1_0 -> ProtocolVersion.TLSv10;
      case TLS_1_1 -> ProtocolVersion.TLSv11;
      case TLS_1_2 -> ProtocolVersion.TLSv12;
      case TLS_1_3 -> ProtocolVersion.TLSv13;
    };
  }
}
